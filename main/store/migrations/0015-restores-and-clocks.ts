/**
 * What a restore without its journal needs afterwards: sources that are read again bring what may be on paper already. And
 * whether the computer's clock can be believed.
 */
export const restoresAndClocks = `
alter table restorations add column gap integer not null default 0;  -- 1: the journal does not have all that came since the copy
create index restorations_gap on restorations (gap);

-- Which pulled lists have been read to their end since a restoration: what they say from there on is news.
create table lists_read (
  source text primary key,
  restoration integer not null references restorations (id)
) strict, without rowid;

create table clock_looks (
  one integer primary key check (one = 1),
  at integer not null,                  -- the last one that was kept
  steady integer not null               -- milliseconds of running since the clock leapt, as many as matter
) strict;
`
