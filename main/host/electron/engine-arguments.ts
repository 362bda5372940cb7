const withValue = new Set(['--data', '--config', '--host', '--port'])

/** Our own arguments out of Electron's: between them stand the program, the app's path and Chromium's switches. */
export function engineArguments(argv: readonly string[]): string[] {
  const own: string[] = []
  for (let n = 0; n < argv.length; n++) {
    const [name = '', value] = splitOnce(argv[n] ?? '')
    if (!withValue.has(name)) continue
    const given = value ?? argv[++n]
    if (given !== undefined) own.push(`${name}=${given}`)
  }
  return own
}

function splitOnce(argument: string): [name: string, value?: string] {
  const at = argument.indexOf('=')
  return at < 0 ? [argument] : [argument.slice(0, at), argument.slice(at + 1)]
}
