import type { WebUSB } from 'usb'

// The package `usb` 3.1 (Rust, nusb 0.2). What it does, from its source and measured in test/vm:
// - Every transfer waits in a thread of its own and has a time-out; there is no other way to cancel one.
// - A transfer that fails, a time-out too, reports no length: bytes that moved before are not counted, and received
//   ones are dropped. Only a transfer of one packet is all or nothing.
// - One transfer at a time per endpoint; a second one is told `endpoint not found`, as is one on a device that is going.
// - While a transfer waits, reading any property of the device throws; other transfers go on.
// - `configuration` and the string getters open the device on the calling thread, and fail with any string descriptor.
// - detachKernelDriver takes the interface from whoever has it, another program included (usbfs is a driver too).
// - Its connect and disconnect events need a running udev, keep the process alive, and throw where no one can catch.
// - Errors carry nothing but a message.

export type UsbDevice = Awaited<ReturnType<WebUSB['getDevices']>>[number]

/** Loaded when first needed: a machine that the native package does not know still prints over the network. */
export async function usbDevices(): Promise<UsbDevice[]> {
  const { usb } = await import('usb')
  return usb.getDevices()
}

/** `unsent`: the transfer never began */
export type UsbFailure =
  | 'unsent'
  | 'gone'
  | 'busy'
  | 'permission'
  | 'timeout'
  | 'stall'
  | 'fault'
  | 'unsupported'
  | 'other'

/** The words are nusb's (src/error.rs, src/transfer/mod.rs); transfers print the name of the variant. */
const words: [RegExp, UsbFailure][] = [
  [/endpoint not found|invalid state/i, 'unsent'],
  [/disconnected|device not found|no such device/i, 'gone'],
  [/busy/i, 'busy'],
  [/permission|access denied/i, 'permission'],
  [/cancel/i, 'timeout'],
  [/stall/i, 'stall'],
  [/fault/i, 'fault'],
  [/not supported|unsupported/i, 'unsupported'],
]

export function usbFailure(error: unknown): UsbFailure {
  const message = describeUsb(error)
  return words.find(([pattern]) => pattern.test(message))?.[1] ?? 'other'
}

export function describeUsb(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
