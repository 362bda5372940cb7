/** How far each source has heard, and the events that one would not take. */
export const outboxCursors = `
create table outbox_cursors (
  source text primary key,
  heard integer not null                      -- outbox.id of the last event that it took or that was put aside
) strict, without rowid;
create table outbox_refused (
  id integer primary key,
  event integer not null references outbox (id),
  source text not null,
  error text not null,
  at integer not null
) strict;
create index outbox_source on outbox (source, id);
drop index outbox_pending;
alter table outbox drop column delivered_at;

create table pull_cursors (
  source text primary key,
  cursor text not null
) strict, without rowid;
`
