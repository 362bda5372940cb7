import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (file: string) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'))

// npm 10, which comes with Node 20, compiles every package that has a binding.gyp and no install script, unless the
// lock file itself repeats the package's own "gypfile": false. `npm install` drops that line; put it back by hand.
test('npm ci needs no compiler: packages with prebuilt binaries say so in the lock file', () => {
  const packages = read('package-lock.json').packages as Record<string, { gypfile?: boolean; hasInstallScript?: true }>
  const compiled = Object.entries(packages).filter(
    ([path, entry]) =>
      path !== '' &&
      existsSync(new URL(`../${path}/binding.gyp`, import.meta.url)) &&
      entry.hasInstallScript !== true &&
      entry.gypfile !== false,
  )
  expect(compiled.map(([path]) => path)).toEqual([])
})

test('the lock file fits package.json, and names no place to download from', () => {
  const lock = read('package-lock.json')
  const { dependencies, devDependencies } = read('package.json')
  expect(lock.packages['']).toMatchObject({ dependencies, devDependencies })
  expect(JSON.stringify(lock)).not.toContain('"resolved":')
})

// `npm install` forgets the binaries of platforms that it cannot see; npm ci then refuses the lock file.
test('the lock file has the binaries of every platform', () => {
  type Entry = { optionalDependencies?: Record<string, string> }
  const packages = read('package-lock.json').packages as Record<string, Entry>
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      name => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  )
  expect(missing).toEqual([])
})
