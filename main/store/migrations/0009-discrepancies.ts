/**
 * Differences between platform, kitchen and money, and what became of them. A finding is what one look saw last; a
 * discrepancy is what people deal with, made of the findings about one subject. Coupons and 轻会员 as their platforms tell.
 */
export const discrepancies = `
create table findings (
  scope text not null,                        -- which look: bill:12, paper, day:2026-11-22, vouchers:…, members, bills
  subject text not null,                      -- what it is about, as in shared/domain/reconciliation/discrepancy.ts
  class text not null,
  day text not null,
  source text,
  order_id text,
  expected integer,
  actual integer,
  facts text not null,
  primary key (scope, subject, class)
) strict, without rowid;
create index findings_subject on findings (subject);

create table discrepancies (
  id integer primary key,
  subject text not null,
  class text not null,
  day text not null,
  source text,
  order_id text,
  expected integer,
  actual integer,
  facts text not null,
  state text not null,
  found_at integer not null,
  changed_at integer not null,
  tries integer not null default 0,           -- how often a suspended one was looked at again
  tried_at integer
) strict;
create unique index discrepancies_unsettled on discrepancies (subject) where state in ('open', 'suspended');
create index discrepancies_waiting on discrepancies (day, id) where state in ('open', 'suspended');
create index discrepancies_open on discrepancies (id) where state in ('open', 'suspended');
create index discrepancies_day on discrepancies (day, id);
create index discrepancies_state on discrepancies (state, id);
create index discrepancies_day_state on discrepancies (day, state, id);
create index discrepancies_subject on discrepancies (subject, id);

create table discrepancy_history (
  id integer primary key,
  discrepancy integer not null references discrepancies (id),
  at integer not null,
  what text not null,
  by text,
  note text
) strict;
create index discrepancy_history_of on discrepancy_history (discrepancy, id);
create trigger discrepancy_history_stays before update on discrepancy_history
begin
  select raise(abort, 'what happened to a discrepancy is not rewritten');
end;
create trigger discrepancy_history_kept before delete on discrepancy_history
begin
  select raise(abort, 'what happened to a discrepancy is not deleted');
end;

-- Tickets that somebody decided not to print: their orders may be paid all the same.
create index jobs_dropped on jobs (created_at) where state = 'cancelled' and kind in ('kitchen', 'addition');

create table voucher_ranges (
  id integer primary key,
  from_at integer not null,
  until_at integer not null,
  unique (from_at, until_at)
) strict;
create table voucher_records (
  code text not null,
  at integer not null,
  state text not null,
  amount integer,
  primary key (code, at, state)
) strict, without rowid;
create index voucher_records_at on voucher_records (at);

create table members (
  agreement text primary key,
  fee integer,                                -- fen, of a term; null: no order has said it
  term_ends integer,
  seen_at integer not null                    -- when an order last named it
) strict, without rowid;
create index members_seen on members (seen_at);
create table member_orders (
  order_row integer primary key references orders (id),
  agreement text not null,
  at integer not null,                        -- when it was paid
  benefit integer not null,
  reversed integer not null
) strict;
create index member_orders_agreement on member_orders (agreement, at);
create table member_settlements (
  agreement text not null,
  at integer not null,
  paid integer not null,
  benefit integer,
  refusal text,
  primary key (agreement, at)
) strict, without rowid;
`
