/**
 * Flags of V8 for the engine's own process, as package.json's scripts give them to the headless host: a young heap whose
 * halves are at most 4 MiB. Memory then steps up no more under orders without end (README, Decisions).
 */
const v8Flags = ['--max-semi-space-size=4']

/**
 * What `utilityProcess.fork` is to hand on as execArgv. Electron makes switches of the child's command line of these, and
 * gives V8 what stands in --js-flags; a flag of V8 by itself would be a switch that nobody reads (electron,
 * shell/browser/api/electron_api_utility_process.cc and shell/browser/javascript_environment.cc).
 */
export const engineExecArgv: readonly string[] = [`--js-flags=${v8Flags.join(' ')}`]
