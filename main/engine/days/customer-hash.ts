import { createHmac } from 'node:crypto'

/** So that a customer is known again, and from the database alone nobody can tell who it is. 16 bytes. */
export type CustomerHash = (source: string, customerId: string) => Uint8Array

export function createCustomerHash(key: Uint8Array): CustomerHash {
  return (source, customerId) =>
    // An id means something in its own source only.
    createHmac('sha256', key).update(`${source}\n${customerId}`).digest().subarray(0, 16)
}
