/** How far each source has heard, the events that one would not take, and where each pull source's last page ended. */
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
create index outbox_refused_event on outbox_refused (event);
create index outbox_source on outbox (source, id);
create index outbox_age on outbox (at);
drop index outbox_pending;
drop index outbox_delivered;
alter table outbox drop column delivered_at;

create table pull_cursors (
  source text primary key,
  cursor text not null
) strict, without rowid;
`
