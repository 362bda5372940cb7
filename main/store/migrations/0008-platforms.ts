// Which numbers of a platform's day have come, and by what orders are known again that look like abuse. `hash` is keyed
// (HMAC): neither a buyer nor a voucher can be read out of it, nor tried out without the key, which is not in this file.
export const platforms = `
create table day_sequence (
  source text not null,
  day text not null,                          -- the platform's calendar day, YYYY-MM-DD
  number integer not null,
  order_row integer not null references orders (id),
  seen_at integer not null,
  primary key (source, day, number)
) strict, without rowid;
create index day_sequence_age on day_sequence (seen_at);

create table abuse_traces (
  hash text not null,                         -- of a payment, a voucher, a buyer, a buyer's coupon
  order_row integer not null references orders (id),
  placed_at integer not null,
  primary key (hash, order_row)
) strict, without rowid;
create index abuse_traces_order on abuse_traces (order_row); -- they go with the order's customer

alter table orders add column flags text;     -- rules that it was marked by, JSON; null: none
create index orders_flagged on orders (id) where flags is not null;
`
