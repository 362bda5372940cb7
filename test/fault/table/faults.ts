// The faults that the program has to survive (numbers and words of reliability.md §5), each with the tests that make it
// happen: a file and, where not all of it is meant, words of the tests' names. Whether they ran, run.ts finds out.

export type Fault = { fault: string; tests: { file: string; name?: string }[] }

const simulated = [{ file: 'fault/simulation-1.test.ts' }, { file: 'fault/simulation-2.test.ts' }]
const killed = { file: 'fault/kill-points.test.ts' }
const cut = { file: 'fault/power-cut.test.ts' }
const hard = (row: string) => t('fault/hard-orders.test.ts', `[${row}]`)
const t = (file: string, name?: string) => ({ file, ...(name === undefined ? {} : { name }) })

export const faults: Record<number, Fault> = {
  1: {
    fault: 'order truncated, wrong types, __proto__',
    tests: [
      ...simulated,
      t('fuzz/order.test.ts', 'of damaged bytes'),
      t('engine/intake/push-refusals.test.ts', '__proto__'),
      t('engine/intake/push-refusals.test.ts', 'unknown fields and words'),
    ],
  },
  2: {
    fault: 'replayed notification',
    tests: [
      ...simulated,
      t('engine/intake/push.test.ts', '50 at once'),
      t('fault/two-printers.test.ts', 'an order of four dishes'),
    ],
  },
  3: {
    fault: 'same order id, other content',
    tests: [...simulated, t('engine/intake/push-refusals.test.ts', 'same revision, other content')],
  },
  4: {
    fault: 'forged or expired signature, unpaid',
    tests: [
      ...simulated,
      t('engine/intake/push-refusals.test.ts', 'signature: wrong secret'),
      t('engine/intake/push-refusals.test.ts', 'timestamp: five minutes'),
      t('engine/intake/revisions.test.ts', 'unpaid waits'),
    ],
  },
  5: {
    fault: 'cancel before the order, or after print',
    tests: [
      ...simulated,
      t('engine/intake/revisions.test.ts', 'before it was seen'),
      t('engine/intake/revisions.test.ts', 'called off twice'),
    ],
  },
  6: {
    fault: 'webhook lost for hours',
    tests: [
      t('sources/pull/pull.test.ts', 'everything missed comes'),
      t('engine/intake/numbers-and-marks.test.ts', 'printed late'),
    ],
  },
  7: { fault: 'duplicate page, lost cursor, 500s, HTML', tests: [t('sources/pull/pull.test.ts')] },
  8: {
    fault: 'network flaps',
    tests: [t('fault/broker.test.ts', 'forty orders'), t('sources/mqtt/mqtt.test.ts', 'a broker that dies')],
  },
  9: {
    fault: 'a burst of orders',
    tests: [
      ...simulated,
      t('engine/intake/push.test.ts', '200 different orders'),
      t('engine/intake/push.test.ts', 'only while more than 1,000'),
    ],
  },
  10: {
    fault: 'clock jumps',
    tests: [
      ...simulated,
      t('engine/printing/backlog.test.ts', 'jumps by a year'),
      t('engine/recovery/steady-clock.test.ts', 'a year ahead'),
      t('engine/recovery/steady-clock.test.ts', 'that leaps'),
      t('engine/recovery/clock-ahead.test.ts'),
      t('shared/domain/business-day.test.ts', 'it never goes back'),
    ],
  },
  11: {
    fault: 'DST, zone, rollover at 04:00, leap day',
    tests: [
      t('shared/domain/business-day.test.ts'),
      t('engine/intake/numbers-and-marks.test.ts', 'numbers begin anew'),
      hard('F11'),
    ],
  },
  12: {
    fault: 'disk full at each write',
    tests: [...simulated, t('fault/full-disk.test.ts'), t('engine/intake/push-durability.test.ts', 'a full disk')],
  },
  13: { fault: 'database locked by another program', tests: [t('fault/locked-database.test.ts')] },
  14: {
    fault: 'database damaged, garbage, without its log, read-only',
    tests: [
      t('fault/damaged-database.test.ts'),
      t('engine/recovery/restore.test.ts'),
      t('engine/recovery/earlier-file.test.ts'),
      t('engine/recovery/lost-journal.test.ts'),
    ],
  },
  15: {
    fault: 'fsync comes back with EIO',
    tests: [...simulated, t('fault/failing-disk.test.ts'), t('engine/lives.test.ts', 'an fsync that fails')],
  },
  16: { fault: 'power cut at every step', tests: [...simulated, killed, cut] },
  17: {
    fault: 'kill -9, a crash of the screen',
    tests: [
      ...simulated,
      killed,
      t('host/engine-keeper.test.ts'),
      t('host/shop-window.test.ts', 'a page that died'),
      t('host/serve.test.ts', 'kill -9'),
    ],
  },
  18: { fault: 'the computer sleeps', tests: simulated },
  19: {
    fault: 'two instances',
    tests: [t('store/folder-lock.test.ts'), t('host/serve-exits.test.ts', 'the folder is in use'), hard('F19')],
  },
  20: {
    fault: 'printer unplugged at byte k',
    tests: [...simulated, t('drivers/printer/torn-piece.test.ts'), t('engine/printing/torn-ticket.test.ts')],
  },
  21: {
    fault: 'printer off before byte 1',
    tests: [
      ...simulated,
      t('fault/two-printers.test.ts', 'a dead printer'),
      t('drivers/printer/tcp-printer.test.ts', 'while it is off'),
    ],
  },
  22: {
    fault: 'paper out, near end, cover open, mid-job',
    tests: [
      ...simulated,
      t('drivers/printer/held-up.test.ts'),
      t('engine/printer-acts.test.ts', 'paper out in the middle'),
    ],
  },
  23: {
    fault: 'the printer prints its own buffer, then we reprint',
    tests: [...simulated, killed, t('fault/two-printers.test.ts', 'killed while a slow printer')],
  },
  24: {
    fault: 'answers lost, late, in pieces, twice, of the ticket before',
    tests: [
      ...simulated,
      t('fault/kept-days.test.ts', 'every answer comes twice'),
      t('drivers/printer/confirmation.test.ts', 'an answer that comes late'),
      t('drivers/printer/printed.property.test.ts'),
    ],
  },
  25: {
    fault: 'serial garbage, wrong baud, XOFF, CTS low',
    tests: [
      ...simulated,
      t('fuzz/printer.test.ts'),
      t('drivers/transport/serial.test.ts', 'obeys XOFF'),
      t('drivers/escpos/replies.test.ts', 'noise'),
    ],
  },
  26: {
    fault: 'slow printer, stalls',
    tests: [
      ...simulated,
      t('fault/kept-days.test.ts', 'a slow printer'),
      t('drivers/transport/serial-sending.test.ts'),
    ],
  },
  27: {
    fault: 'TCP half open, reset, another device at the address',
    tests: [
      t('drivers/transport/tcp.test.ts'),
      t('drivers/printer/tcp-printer.test.ts', 'breaks'),
      t('engine/printing/known-device.test.ts', 'DHCP'),
      hard('F27'),
    ],
  },
  28: {
    fault: 'two USB printers alike, ports renumbered',
    tests: [t('drivers/discovery/plugged-in.test.ts', 'two alike'), t('vm/usb.test.ts'), hard('F28')],
  },
  29: {
    fault: 'printer is held by another program',
    tests: [
      ...simulated,
      t('engine/printing/lane.test.ts', 'that another program has'),
      t('drivers/transport/device-holder.test.ts'),
    ],
  },
  30: {
    fault: 'printer lies, or never answers',
    tests: [
      ...simulated,
      t('drivers/printer/confirmation.test.ts', 'it may lie'),
      t('engine/printing/silence.test.ts'),
    ],
  },
  31: {
    fault: 'one of three printers is dead',
    tests: [...simulated, t('fault/two-printers.test.ts', 'a dead printer'), t('engine/printing/stand-in.test.ts')],
  },
  32: {
    fault: 'a ticket cannot be rendered',
    tests: [
      t('engine/printing/poison.test.ts'),
      t('engine/shop-logo.test.ts', 'a broken one'),
      t('drivers/printer/render.test.ts', 'where drawing fails'),
    ],
  },
  33: {
    fault: 'very long notes and orders',
    tests: [
      t('shared/ticket/kitchen-ticket-laws.test.ts', '500 lines'),
      t('shared/ticket/kitchen-ticket-laws.test.ts', 'at most 20 lines'),
      hard('F33'),
    ],
  },
  34: {
    fault: 'emoji, right to left, rare characters, lone surrogates',
    tests: [t('drivers/printer/render.test.ts'), t('shared/ticket/clean-text.test.ts'), hard('F34')],
  },
  35: {
    fault: 'control bytes in what customers type',
    tests: [
      t('fuzz/order.test.ts', 'with any text'),
      t('drivers/escpos/encoder.test.ts', 'lets no text act'),
      hard('F35'),
    ],
  },
  36: {
    fault: 'SQL, HTML, log and terminal injection',
    tests: [t('fuzz/door.test.ts'), t('host/log.test.ts'), t('cli/terminal-text.test.ts'), hard('F36')],
  },
  37: {
    fault: 'prices negative, NaN, wrong sums',
    tests: [
      t('shared/domain/amounts.test.ts'),
      t('shared/domain/order.test.ts'),
      t('shared/domain/money.test.ts'),
      hard('F37'),
    ],
  },
  38: { fault: 'a coupon redeemed twice', tests: [t('engine/intake/suspicious.test.ts', 'one voucher on two orders')] },
  39: {
    fault: 'quantities 0, −1, 999, deep and cyclic combos',
    tests: [t('shared/domain/order.test.ts'), t('shared/domain/plan-tickets.test.ts', 'combo'), hard('F39')],
  },
  40: { fault: 'a dish without a station', tests: [...simulated, t('shared/domain/routing.test.ts', 'none matches')] },
  41: {
    fault: 'upgrade interrupted, downgrade',
    tests: [
      t('store/migrations.test.ts'),
      t('engine/recovery/earlier-file.test.ts', 'a newer version'),
      t('store/database.test.ts', 'a migration that fails'),
    ],
  },
  42: {
    fault: 'restart with jobs in flight',
    tests: [...simulated, t('host/serve.test.ts', 'SIGTERM with a ticket in flight')],
  },
  43: {
    fault: 'logs and history grow',
    tests: [t('store/ageing.test.ts'), t('store/file-ageing.test.ts'), t('store/query-plans.test.ts'), hard('F43')],
  },
  44: {
    fault: 'attacks on the door',
    tests: [
      t('engine/door/attack.test.ts'),
      t('engine/door/connections.test.ts'),
      t('fault/door-under-attack.test.ts'),
    ],
  },
  45: {
    fault: 'double click on reprint',
    tests: [...simulated, t('engine/acts.test.ts', 'two people press'), t('engine/acts.test.ts', 'needs a key')],
  },
}
