/**
 * What an order's money is found by, in columns and indexes of its own, and which bills were read. The bills' rows stand
 * in files of their own (store/bills). Orders from before are taken from their JSON; those of series demo have no money.
 */
export const bills = `
create table payment_kinds (
  id integer primary key,
  source text not null,
  status text not null,
  method text not null,                       -- '': it does not say
  platform text not null,                     -- on whose bill it has to be; '': on none, or nobody knows
  unique (source, status, method, platform)
) strict;

create table payments (
  order_row integer primary key references orders (id),
  kind integer not null references payment_kinds (id),
  order_no text not null,                     -- 商户订单号
  order_id text,                              -- null: the same as order_no
  trade_no text,
  day integer not null,                       -- orders.day as 20261122
  paid_at integer not null,
  amount integer not null,
  merchant_discount integer not null,
  platform_discount integer not null,
  refunds integer not null                    -- how many there are in payment_refunds
) strict;
create index payments_order_no on payments (order_no);
create index payments_trade_no on payments (trade_no);
create index payments_paid_at on payments (paid_at);

create table payment_refunds (
  order_row integer not null references payments (order_row),
  place integer not null,
  refund_no text not null,
  amount integer not null,
  at integer,
  primary key (order_row, place)
) strict, without rowid;
create index payment_refunds_no on payment_refunds (refund_no);

create table bills (
  id integer primary key,
  identity text not null unique,              -- of its content, the time of its export aside; names its file
  kind text not null,
  platform text not null,
  account text,                               -- masked
  from_at integer not null,
  until_at integer not null,
  payments integer not null,
  payments_amount integer not null,
  refunds integer not null,
  refunds_amount integer not null,
  matched integer not null,
  received_at integer not null,
  by text not null
) strict;
create index bills_until on bills (platform, until_at);

create temp view ours as
  select *, case
      when method like '%alipay%' or method like '%支付宝%' or method like '%花呗%' then 'alipay'
      when method like '%wechat%' or method like '%weixin%' or method like '%wxpay%' or method like '%微信%' then 'wechat'
      when method like '%cash%' or method like '%现金%' or method like '%member%' or method like '%balance%'
        or method like '%eleme%' or method like '%meituan%' then ''
      when trim(method) <> '' then 'other'
      when channel in ('alipay-mini', 'koubei', 'amap', 'tmall', 'weibo') then 'alipay'
      when channel = 'wechat-mini' then 'wechat'
      else '' end as platform
  from (select id, source, status, day, received_at, order_id, body,
      substr(coalesce(body ->> '$.payment.method', ''), 1, 40) as method,
      coalesce(body ->> '$.channel', '') as channel,
      trim(coalesce(body ->> '$.payment.outTradeNo', ''), char(9, 10, 13, 32, 39, 96)) as order_no,
      trim(coalesce(body ->> '$.payment.tradeNo', ''), char(9, 10, 13, 32, 39, 96)) as trade_no,
      coalesce(body ->> '$.payment.paidAt', body ->> '$.placedAt') as paid_at,
      coalesce(body ->> '$.total.payable', 0) as payable,
      (select coalesce(sum(value ->> 'amount'), 0) from json_each(body, '$.discounts')
        where value ->> 'fundedBy' = 'platform') as by_platform,
      (select coalesce(sum(value ->> 'amount'), 0) from json_each(body, '$.discounts')
        where value ->> 'fundedBy' is not 'platform') as by_merchant
    from orders where series = 'shop' and json_valid(body));

insert or ignore into payment_kinds (source, status, method, platform)
  select distinct source, status, method, platform from ours;

insert into payments
  select o.id, k.id,
    case when length(o.order_no) between 1 and 128 then o.order_no else o.order_id end,
    case when length(o.order_no) between 1 and 128 and o.order_no <> o.order_id then o.order_id end,
    case when length(o.trade_no) between 1 and 128 then o.trade_no end,
    cast(replace(o.day, '-', '') as integer),
    coalesce(cast(round(unixepoch(o.paid_at, 'subsec') * 1000) as integer), o.received_at),
    o.payable + o.by_platform, o.by_merchant, o.by_platform, coalesce(json_array_length(o.body, '$.refunds'), 0)
  from ours o join payment_kinds k
    on k.source = o.source and k.status = o.status and k.method = o.method and k.platform = o.platform;

insert into payment_refunds
  select o.id, r.key, trim(coalesce(r.value ->> 'refundNo', ''), char(9, 10, 13, 32, 39, 96)),
    coalesce(r.value ->> 'amount', 0), cast(round(unixepoch(r.value ->> 'at', 'subsec') * 1000) as integer)
  from ours o, json_each(o.body, '$.refunds') r;

drop view ours;
`
