// Times are integer milliseconds UTC. JSON columns hold masked data only. `series` keeps demo orders apart: they are
// numbered and reconciled on their own (contract §9).
export const mainJob = `
create table opened (
  one integer primary key check (one = 1),
  at integer not null                   -- written at every start, so that durability can be asserted after a write
) strict;

create table orders (
  id integer primary key,
  source text not null,
  order_id text not null,
  revision integer not null,            -- the latest one taken
  content_hash text not null,           -- of the latest, unmasked content, revision aside
  status text not null,
  state text not null,                  -- what the board shows, derived from its jobs
  series text not null,                 -- 'shop' or 'demo'
  day text not null,                    -- business day of its number; until it has one, of its arrival
  number integer,                       -- gapless per day and series, from its first paid commit
  kitchen_revision integer,             -- the latest one the kitchen was given; null: none yet
  amount_fault integer not null default 0,
  body text not null,                   -- the latest revision, JSON, masked
  summary text not null,                -- OrderSummary of the latest revision, JSON
  received_at integer not null
) strict;
create unique index orders_identity on orders (source, order_id);
create unique index orders_number on orders (day, series, number) where number is not null;
create index orders_order_id on orders (order_id, id);
create index orders_day on orders (day, id);
create index orders_open on orders (id) where state in ('waiting', 'printing', 'problem');

create table revisions (
  order_row integer not null references orders (id),
  revision integer not null,
  content_hash text not null,
  body text not null,
  received_at integer not null,
  primary key (order_row, revision)
) strict, without rowid;

create table ticket_numbers (
  day text not null,
  series text not null,
  last integer not null,
  primary key (day, series)
) strict, without rowid;

create table tickets (
  id integer primary key,
  order_row integer references orders (id),   -- null: a test page
  revision integer,
  kind text not null,
  station text,
  printer text not null,
  number integer,
  content text not null,                      -- PaperContent, JSON
  created_at integer not null
) strict;
create index tickets_order on tickets (order_row, id);

create table jobs (
  id integer primary key,
  ticket integer not null references tickets (id),
  order_row integer references orders (id),
  printer text not null,
  kind text not null,
  state text not null,
  copy integer not null,
  reprint integer not null,
  doubtful integer not null,
  unproven integer not null,
  evidence text,
  stale_from integer,                         -- printed so long after this it says 积压; null: never
  plain integer not null default 0,           -- prints the fallback layout
  stands_in_for text,                         -- the station whose printer it was moved away from
  reprint_of integer references jobs (id),
  idempotency_key text,
  release_at integer,                         -- pre-orders: not before
  created_at integer not null
) strict;
create index jobs_lane on jobs (printer, id) where state in ('queued', 'sending', 'waiting', 'uncertain');
create index jobs_state on jobs (state, id);
create index jobs_printer on jobs (printer, id);
create index jobs_printer_state on jobs (printer, state, id);
create index jobs_order on jobs (order_row, id);
create index jobs_ticket on jobs (ticket, id);
create unique index jobs_idempotency on jobs (idempotency_key) where idempotency_key is not null;

create table attempts (
  id integer primary key,
  job integer not null references jobs (id),
  printer text not null,
  copy integer not null,
  marks text not null,                        -- what stood at its top, JSON
  started_at integer not null,
  ended_at integer,                           -- null: in flight, or the engine died
  outcome text not null,
  evidence text,
  error text,
  taken integer not null,                     -- bytes of the ticket that left; all of them where a crash hides it
  paper blob not null                         -- the ticket's bytes
) strict;
create index attempts_job on attempts (job, id);
create index attempts_open on attempts (id) where ended_at is null;

create table outbox (
  id integer primary key,
  event_id text not null unique,
  type text not null,
  source text,
  order_row integer references orders (id),
  order_id text,
  revision integer,
  at integer not null,
  data text not null,
  delivered_at integer
) strict;
create index outbox_pending on outbox (id) where delivered_at is null;
create index outbox_order on outbox (order_row, type);

create table webhook_ids (
  source text not null,
  webhook_id text not null,
  body_hash text not null,
  order_row integer not null references orders (id),
  revision integer not null,
  received_at integer not null,
  primary key (source, webhook_id)
) strict, without rowid;

create table quarantine (
  id integer primary key,
  source text not null,
  body_hash text not null,
  raw text not null,
  issues text not null,
  state text not null,
  times integer not null default 1,
  received_at integer not null
) strict;
create unique index quarantine_open on quarantine (source, body_hash) where state = 'open';
create index quarantine_waiting on quarantine (id) where state = 'open';

create table conflicts (
  id integer primary key,
  order_row integer not null references orders (id),
  revision integer not null,
  content_hash text not null,
  body text not null,
  state text not null,
  received_at integer not null
) strict;
create unique index conflicts_known on conflicts (order_row, revision, content_hash);
create index conflicts_open on conflicts (id) where state = 'open';

create table alarms (
  id integer primary key,
  code text not null,
  subject text not null,
  facts text not null,
  since integer not null,
  acked_at integer,
  acked_by text,
  ended_at integer
) strict;
create unique index alarms_standing on alarms (code, subject) where ended_at is null;
create index alarms_open on alarms (id) where ended_at is null;

create table history (
  id integer primary key,
  order_row integer references orders (id),
  job integer references jobs (id),
  at integer not null,
  what text not null,
  by text,
  detail text
) strict;
create index history_order on history (order_row, id);
create index history_job on history (job, id);

create table printers (
  id text primary key,
  address text not null,                      -- what was learned belongs to the device behind it
  learned text not null,
  paused integer not null default 0,
  last_printed_at integer,
  sequence integer not null default 0         -- for GS ( H ids
) strict, without rowid;
`
