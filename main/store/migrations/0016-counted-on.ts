/**
 * Events were counted from the highest that was left, so anew when age-out had taken all that were heard; those under a number
 * that a source had heard already never reached it. Such a source hears of all that is left, which may be a few twice.
 */
export const countedOn = `
update outbox_cursors set heard = 0 where heard > (select coalesce(max(id), 0) from outbox);
`
