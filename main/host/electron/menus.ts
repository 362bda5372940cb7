import { app, Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron'

type Acts = { open(): void; quit(): void }

export function setApplicationMenu({ open, quit }: Acts): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: '古荡',
        submenu: [
          { label: '打开窗口', click: open },
          { type: 'separator' },
          { label: '退出', accelerator: 'CmdOrCtrl+Q', click: quit },
        ],
      },
      {
        label: '编辑',
        submenu: [
          { label: '撤销', role: 'undo' },
          { label: '剪切', role: 'cut' },
          { label: '复制', role: 'copy' },
          { label: '粘贴', role: 'paste' },
          { label: '全选', role: 'selectAll' },
        ],
      },
      {
        label: '显示',
        submenu: [
          { label: '放大', role: 'zoomIn' },
          { label: '缩小', role: 'zoomOut' },
          { label: '原始大小', role: 'resetZoom' },
          { label: '全屏', role: 'togglefullscreen' },
        ],
      },
    ]),
  )
}

/** Orders are taken and printed while the window is hidden; this is the way back to it, and out. */
export function openTray(icon: string, { open, quit }: Acts): { say(words: string): void; close(): void } {
  const tray = new Tray(nativeImage.createFromPath(icon).resize({ width: 22, height: 22 }))
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: '打开窗口', click: open },
      ...autoStart(),
      { type: 'separator' },
      { label: '退出', click: quit },
    ]),
  )
  tray.on('click', open)
  return { say: words => tray.setToolTip(`古荡 · ${words}`), close: () => tray.destroy() }
}

/** Linux has no common way; there the headless service starts with the computer. */
function autoStart(): MenuItemConstructorOptions[] {
  if (process.platform === 'linux' || !app.isPackaged) return []
  const checked = app.getLoginItemSettings().openAtLogin
  return [
    {
      label: '开机自动启动',
      type: 'checkbox',
      checked,
      click: item => app.setLoginItemSettings({ openAtLogin: item.checked }),
    },
  ]
}
