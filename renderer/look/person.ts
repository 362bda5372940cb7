const key = 'gudang.person'

/** Who answered last at this browser, so that a name is typed once a shift. */
export function lastPerson(): string {
  return localStorage.getItem(key) ?? ''
}

export function rememberPerson(name: string): void {
  localStorage.setItem(key, name)
}
