/**
 * What a restore without its journal needs afterwards: sources that are read again bring what may be on paper already.
 */
export const gaps = `
alter table restorations add column gap integer not null default 0;  -- 1: the journal does not have all that came since the copy
create index restorations_gap on restorations (gap);

-- Which pulled lists have been read to their end since a restoration: what they say from there on is news.
create table lists_read (
  source text primary key,
  restoration integer not null references restorations (id)
) strict, without rowid;
`
