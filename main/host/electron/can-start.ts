import { posix, win32 } from 'node:path'

// Can the desktop app start here? Decided from facts that are handed in; knows no Electron.

export type Surroundings = {
  platform: NodeJS.Platform
  env: Readonly<Record<string, string | undefined>>
  /** effective user id; undefined on Windows */
  uid: number | undefined
  /** folder of the npm package `electron`; null: it is not installed */
  electronFolder: string | null
  /** Null where there is no such file. */
  readText(path: string): string | null
  exists(path: string): boolean
}

export type CanStart =
  | { can: true; binary: string }
  /** `installable`: everything is there but the binary, which Electron's own installer can fetch */
  | { can: false; why: { zh: string; en: string }; installable: boolean }

export function canStart(here: Surroundings): CanStart {
  const { platform, env, uid, electronFolder } = here
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return no('没有图形界面', 'there is no display (DISPLAY and WAYLAND_DISPLAY are empty)')
  }
  if (platform === 'linux' && uid === 0) {
    return no('root 用户不能开窗口', "Chromium's sandbox does not start as root")
  }
  if (electronFolder === null) return no('没有安装 Electron', 'Electron is not installed')
  const binary = electronBinary(here, electronFolder)
  if (binary === null || !here.exists(binary)) {
    return { ...no('缺少 Electron 程序文件', "Electron's binary is missing"), installable: true }
  }
  return { can: true, binary }
}

/** As node_modules/electron/index.js finds it. */
function electronBinary({ platform, env, readText }: Surroundings, folder: string): string | null {
  const { join } = platform === 'win32' ? win32 : posix
  const name = readText(join(folder, 'path.txt'))?.trim()
  if (env.ELECTRON_OVERRIDE_DIST_PATH) return join(env.ELECTRON_OVERRIDE_DIST_PATH, name || 'electron')
  return name ? join(folder, 'dist', name) : null
}

function no(zh: string, en: string): CanStart & { can: false } {
  return { can: false, why: { zh, en }, installable: false }
}
