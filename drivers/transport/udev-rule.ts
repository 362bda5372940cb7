import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Ships with the program; gives the shop's printers to whoever sits at the screen, and to the groups lp and dialout. */
const ruleFile = '60-gudang-printers.rules'
/** where our package puts it, and where people do (udev(7)) */
const ruleFolders = ['/usr/lib/udev/rules.d', '/lib/udev/rules.d', '/etc/udev/rules.d']
const applyRule = 'sudo udevadm control --reload && sudo udevadm trigger'

/** True where there is no udev: then nothing is missing. */
export function isRuleInstalled(folders = ruleFolders): boolean {
  if (process.platform !== 'linux') return true
  return folders.some(folder => existsSync(join(folder, ruleFile)))
}

/** The line to type, so that the rule is there and holds for what is plugged in now. */
export function installRule(folders = ruleFolders): string {
  return isRuleInstalled(folders) ? applyRule : `sudo cp ${ruleFrom()} /etc/udev/rules.d/ && ${applyRule}`
}

/** In the sources it lies in the neighbouring folder, for the bundle (dist/main) in the package, or an installer put it. */
function ruleFrom(): string {
  const { resourcesPath } = process as { resourcesPath?: string }
  const places = [
    fileURLToPath(new URL(`../discovery/${ruleFile}`, import.meta.url)),
    fileURLToPath(new URL(`../../drivers/discovery/${ruleFile}`, import.meta.url)),
    ...(resourcesPath === undefined ? [] : [join(resourcesPath, ruleFile)]),
  ]
  return places.find(place => existsSync(place)) ?? ruleFile
}
