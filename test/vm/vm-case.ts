/** One thing to be tried inside the machine. What `run` gives is told with the result: figures, words for people. */
export type VmCase = { name: string; run: () => Promise<unknown> }

export type VmResult = { name: string; ms: number; told: unknown; error: string | null }

/** Before each result on the machine's console. */
export const resultMark = 'vm-result '
