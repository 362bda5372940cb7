// Why a job is held, how long a printer has said nothing, which alarm went to paper, and whether the shop takes orders.
export const policies = `
alter table jobs add column held_for text;          -- null unless held
alter table jobs add column asked integer not null default 0; -- the question of a backlog has been put about it
-- Held until now: after papers of which nobody knows, for a fallback that failed too, or for want of a printer.
update jobs set held_for = case
    when unproven > 0 or doubtful = 1 then 'uncertain'
    when plain = 1 then 'unprintable'
    else 'no-printer'
  end
  where state = 'held';

alter table printers add column unproven integer not null default 0; -- papers in a row that ended without its word

alter table alarms add column slip integer references jobs (id); -- the paper that told of it; null: none has

create table shop_pause (
  one integer primary key check (one = 1),            -- a row while the shop takes no orders
  since integer not null,
  by text not null,
  last_order integer not null                         -- the last one taken before it
) strict;

create index orders_source on orders (source, received_at); -- how many came in an hour of a day
`
