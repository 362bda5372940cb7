/** What the clients of cloud printers had printed here: tickets that belong to no order. */
export const cloudPrints = `
create table cloud_prints (
  id integer primary key,                     -- milliseconds of its arrival, raised where that is taken
  source text not null,
  order_id text not null,                     -- what its client was told, and asks for it by
  client_id text,                             -- what its client calls it
  sn text not null,                           -- the printer, as its client names it
  content_hash text not null,
  received_at integer not null,
  purged_at integer                           -- nothing of what it said is left
) strict;
create unique index cloud_prints_order on cloud_prints (source, order_id);
create index cloud_prints_client on cloud_prints (source, client_id, id) where client_id is not null;
create index cloud_prints_content on cloud_prints (source, sn, content_hash, id);
create index cloud_prints_sn on cloud_prints (source, sn, received_at);
create index cloud_prints_unpurged on cloud_prints (id) where purged_at is null;

alter table tickets add column cloud_print integer references cloud_prints (id);
create index tickets_cloud_print on tickets (cloud_print, id) where cloud_print is not null;
`
