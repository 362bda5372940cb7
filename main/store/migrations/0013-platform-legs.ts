/**
 * Refunds that people record on the word of a bill, which no source has told of; and where each pull source's list stood
 * when a business day began, so that the day can be read once more.
 */
export const platformLegs = `
create table recorded_refunds (
  id integer primary key,
  order_row integer not null references orders (id),
  refund_no text not null,                    -- '': the bill gives none
  amount integer not null,                    -- fen that went back
  refunded_at integer not null,
  at integer not null,                        -- when it was recorded
  by text not null,
  note text,
  told_as text,                               -- the number under which its source has told of it since; null: it has not
  unique (order_row, refund_no, amount, refunded_at)
) strict;
create index recorded_refunds_of on recorded_refunds (order_row, id);
create trigger recorded_refunds_kept
  before update of id, order_row, refund_no, amount, refunded_at, at, by, note on recorded_refunds
begin select raise(abort, 'what a person recorded is not rewritten'); end;
create trigger recorded_refunds_told before update of told_as on recorded_refunds when old.told_as is not null
begin select raise(abort, 'a source has told of it already'); end;
create trigger recorded_refunds_stay before delete on recorded_refunds
begin select raise(abort, 'what a person recorded is not removed'); end;

-- When the last one was.
create index day_closes_at on day_closes (at);

create table pull_days (
  source text not null,
  day text not null,
  cursor text not null,                       -- '': before anything was pulled
  primary key (source, day)
) strict, without rowid;
`
