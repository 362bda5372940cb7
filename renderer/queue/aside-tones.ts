/** How something that was kept aside looks, by what became of it. */
export const asideTones = { open: 'problem', replayed: 'printed', accepted: 'printed', dismissed: 'cancelled' } as const
