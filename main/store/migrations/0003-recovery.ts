// What a restore needs: how far the journal has been taken in, whether the last run ended well, what was restored and
// from when, and which outcomes still have to be told to the journal. And what ageing out needs: indexes by age.
export const recovery = `
alter table opened add column in_use integer not null default 0;  -- 1 from opening to closing: then a log file must be there

create table journal_position (
  one integer primary key check (one = 1),
  seq text not null,                    -- the last journal entry whose verdict is in this file
  at integer not null                   -- when that entry came in
) strict;

create table restorations (
  id integer primary key,
  at integer not null,
  backup_at integer,                    -- of when the copy is; null: there was none
  since_seq text,                       -- the journal is replayed from behind this entry; null: from its beginning
  since_at integer,
  finished_at integer                   -- null: the replay is still to be done
) strict;
create index restorations_open on restorations (id) where finished_at is null;

-- Jobs that came to an end, or were begun again after one, and whose state the journal has not been told yet.
create table outcomes (
  id integer primary key,
  job integer not null
) strict;
create trigger jobs_outcome after update of state on jobs
when new.state is not old.state
  and (new.state in ('printed', 'sent', 'cancelled') or old.state in ('printed', 'sent', 'cancelled'))
begin
  insert into outcomes (job) values (new.id);
end;

-- Papers that may have come out although no attempt tells of them: the database was restored from before them.
alter table tickets add column lost_papers integer not null default 0;

alter table orders add column purged_at integer;  -- nothing of its customer is left in it
create index orders_unpurged on orders (id) where purged_at is null;
create index webhook_ids_age on webhook_ids (received_at);
create index quarantine_settled on quarantine (received_at) where state <> 'open';
create index conflicts_settled on conflicts (received_at) where state <> 'open';
create index outbox_delivered on outbox (at) where delivered_at is not null;
`
