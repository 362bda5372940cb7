import { useEffect, useState } from 'react'

const key = 'gudang.person'

/** Who answered last at this browser, so that a name is typed once a shift. */
export function lastPerson(): string {
  return localStorage.getItem(key) ?? ''
}

/** The name in a dialog that is there all the time and opens now and then: somebody may have answered another one since. */
export function usePerson(open: boolean): [name: string, setName: (name: string) => void] {
  const [name, setName] = useState(lastPerson)
  useEffect(() => {
    if (open) setName(lastPerson())
  }, [open])
  return [name, setName]
}

export function rememberPerson(name: string): void {
  localStorage.setItem(key, name)
}
