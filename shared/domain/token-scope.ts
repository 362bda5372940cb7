/** What a client may do: look; also do what a person at the counter does; also hand out tokens and change secrets. */
export const tokenScopes = ['read', 'operate', 'admin'] as const
export type TokenScope = (typeof tokenScopes)[number]

/** Each scope holds those before it. */
export function allows(held: TokenScope, needed: TokenScope): boolean {
  return tokenScopes.indexOf(held) >= tokenScopes.indexOf(needed)
}
