/** When an order was called out (出餐) and when its customer came for it. */
export const handover = `
alter table orders add column ready_at integer;
alter table orders add column collected_at integer;
`
