/** What a platform is asked and told, what it says of payments, and what it sent that is no order. */
export const platformCalls = `
create table calls (
  id integer primary key,
  source text not null,
  kind text not null,
  key text not null,                          -- fixed for ever: however often it is made, it happens once
  lane text not null,                         -- those of one lane go one after the other
  order_row integer references orders (id),
  body text not null,                         -- JSON
  state text not null,                        -- 'waiting', 'done', 'refused' or 'dropped'
  tries integer not null default 0,
  refusals integer not null default 0,        -- in a row
  next_at integer not null,
  created_at integer not null,
  ended_at integer,
  answer text,                                -- JSON, of the last try
  error text                                  -- why the last try came to nothing
) strict;
create unique index calls_key on calls (source, kind, key);
create index calls_due_open on calls (source, next_at, id) where state = 'waiting';
create index calls_lane_open on calls (source, lane, id) where state = 'waiting';
create index calls_age_open on calls (source, created_at) where state = 'waiting';
create index calls_state on calls (state, id);
create index calls_order on calls (order_row, id);
create index calls_ended on calls (ended_at) where state in ('done', 'dropped');

create table platform_payments (
  source text not null,
  trade_no text not null,
  out_trade_no text,
  status text,
  total integer,
  received integer,
  paid integer,
  refunded integer not null default 0,        -- so far
  paid_at integer,
  closed_at integer,
  refunded_at integer,
  told_at integer not null,
  primary key (source, trade_no)
) strict, without rowid;
create index platform_payments_out on platform_payments (source, out_trade_no);
create index platform_payments_paid on platform_payments (source, paid_at);

create table platform_refunds (
  source text not null,
  trade_no text not null,
  refund_no text not null,
  amount integer,                             -- null: only the total is known
  total integer,                              -- refunded of the trade, this one included
  at integer,
  primary key (source, trade_no, refund_no)
) strict, without rowid;

create table platform_notices (
  id integer primary key,
  source text not null,
  kind text not null,                         -- 'notify' or 'message'
  notice_id text not null,                    -- notify_id, x-msgId
  topic text not null,
  body text not null,                         -- JSON, masked
  state text not null,                        -- 'taken', or 'kept': this version does not know what it means
  received_at integer not null
) strict;
create unique index platform_notices_known on platform_notices (source, kind, notice_id);
create index platform_notices_state on platform_notices (state, id);
create index platform_notices_age on platform_notices (received_at);

create table platform_cursors (
  source text not null,
  kind text not null,
  at integer not null,
  primary key (source, kind)
) strict, without rowid;
`
