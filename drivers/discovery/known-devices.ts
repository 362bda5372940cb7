// What USB ids mean to a person. An id does not identify a printer: clones share them, and some belong to quite other
// devices. Sources: reference/escpos.md §6 (field code, WebUSBReceiptPrinter 2.1.0), linux/drivers/usb/serial/*.c.

export type KnownDevice = { words: string; caution?: string }

/** `vendor:product`, four small hex digits each; the vendor alone where its products are all of a kind. */
const known: Record<string, KnownDevice> = {
  '04b8': { words: 'Epson' },
  '0416:5011': {
    words: '58 mm 小票机 (POS-58, 5890K, YICHIP)',
    caution: '同一编号也有电源等设备 · power supplies too',
  },
  '0483:5743': { words: 'POS-8022 80 mm' },
  '0483:5840': { words: 'MPT-II 58 mm' },
  '0483:5740': { words: 'STM32 串口设备 serial device' },
  '0483:5720': { words: 'STM32 打印设备 printing device' },
  '0519': { words: 'Star' },
  '0fe6:811e': { words: '80 mm 小票机 (Xprinter 及兼容 and clones)' },
  '1fc9:2016': {
    words: '80 mm 小票机 (Xprinter, 3nStar)',
    caution: '也可能是标签机 · may be a label printer (XP-365B)',
  },
  '20d1:7008': { words: '小票机 receipt printer' },
  '28e9:0289': { words: '嵌入式小票机 kiosk printer (GD32)' },
  '28e9:5812': { words: '嵌入式小票机 kiosk printer (GD32)' },
  '4b43:3538': { words: 'Caysn / HSPOS HS-K24' },
  '6868:0500': { words: '小票机 receipt printer' },
  '0456:0808': { words: 'Hoin' },
  '1a86:7584': { words: 'USB 并口线 parallel cable (CH34x)' },
  // Cables from USB to serial: what hangs on them, nobody knows.
  '1a86:7523': { words: 'USB 串口线 serial cable (CH340)' },
  '1a86:55d4': { words: 'USB 串口线 serial cable (CH9102)' },
  '067b:2303': { words: 'USB 串口线 serial cable (PL2303)' },
  '10c4:ea60': { words: 'USB 串口线 serial cable (CP210x)' },
  '0403:6001': { words: 'USB 串口线 serial cable (FTDI)' },
}

export function knownDevice(vendorId: string | null, productId: string | null): KnownDevice | null {
  if (vendorId === null) return null
  const vendor = vendorId.toLowerCase()
  return known[`${vendor}:${productId?.toLowerCase()}`] ?? known[vendor] ?? null
}
