/**
 * How each thing that was kept aside came to its end: by whom, when and why. What a person has laid to rest is kept under a
 * state of its own, so the same content that is sent anew stands beside it and waits again.
 */
export const settledAside = `
alter table quarantine add column webhook_id text;     -- of the last delivery of it; null: its source gives none
alter table quarantine add column settled_at integer;
alter table quarantine add column settled_by text;
alter table quarantine add column settled_note text;
create index quarantine_dismissed on quarantine (source, body_hash) where state = 'dismissed';

alter table conflicts add column webhook_id text;
alter table conflicts add column settled_at integer;
alter table conflicts add column settled_by text;
alter table conflicts add column settled_note text;
drop index conflicts_known;
create unique index conflicts_known on conflicts (order_row, revision, content_hash) where state = 'open';
create index conflicts_of on conflicts (order_row, content_hash);
`
