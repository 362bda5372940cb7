// Tokens beside the one in the data folder: what a client may do, and how to take it back. Of the token itself only the hash
// is kept.
export const tokens = `
create table tokens (
  id integer primary key,
  name text not null,
  scope text not null,
  hash text not null,                         -- SHA-256, hexadecimal; of 256 random bits it needs no salt
  created_at integer not null,
  created_by text not null,
  used_at integer,                            -- to the minute; null: never
  revoked_at integer,
  revoked_by text
) strict;
create unique index tokens_hash on tokens (hash);
create unique index tokens_name on tokens (name) where revoked_at is null;
`
