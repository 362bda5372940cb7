import type { Profile } from './profile.ts'

// Sources: [db] receipt-print-hq/escpos-printer-db fe07c81, data/profile/*.yml · [rpe] NielsLeenheer/
// ReceiptPrinterEncoder 33546a9, data/printers/*.json · [ref] reference/escpos.md §3 and the manuals it names.
// Anything that a row's source does not name is inherited, and unverified for that model.

const generic80: Profile = {
  id: 'generic-80',
  name: '通用 80mm',
  columns: 48,
  dots: 576,
  dpi: 203,
  dialect: 'epson',
  chinese: 'gbk',
  drawing: 'in-line',
  qr: 'native',
  // 8136 bytes at 576 dots: safe on a clone with little memory
  stripRows: 113,
  cutter: true,
  drawer: { pin: 2, onMs: 50, offMs: 250 },
  // Where it is missing, two control bytes are ignored; off until a person asks for it.
  buzzer: 'esc-b',
  answers: true,
  confirmation: null,
  // The measured clone pushes nothing.
  autoStatus: false,
  source:
    '[db] default: 203 dpi, 576 dots, 48 columns; [ref] measured on an 80 mm NXP/Xprinter clone: GS V 66, GS v 0 in strips of 113 rows, GS ( k',
}

const generic58: Profile = {
  ...generic80,
  id: 'generic-58',
  name: '通用 58mm',
  columns: 32,
  dots: 384,
  cutter: false,
  buzzer: null,
  source: '[db] POS-5890: 203 dpi, 384 dots, 32 columns of font A; no cutter',
}

/**
 * Where bit images work, text stays text and a drawn word among it is small in a line of double height. A shop whose
 * menu is Korean, Thai or Arabic takes the whole line as an image, in its size: more bytes, and no text for a decoder.
 */
const drawnLines = {
  drawing: 'whole-line',
  source: 'as its generic row; lines with characters that GBK lacks are sent as images (GS v 0), in their size',
} as const

/**
 * GS ( H is Epson's; all of these answer it ([ref] gs_lparen_ch_fn48.html lists TM-T20II, T70, T81, T82, T83, T88IV–VII).
 * GS a: TM-T88III specification p143 in [ref], and the same four bytes in the manuals of the TM-T85 and of its imitators.
 */
const epson: Profile = { ...generic80, buzzer: null, confirmation: 'process-id', autoStatus: true }

const profiles: readonly Profile[] = [
  generic80,
  generic58,
  { ...generic80, ...drawnLines, id: 'generic-80-drawn', name: '通用 80mm（外文整行画）' },
  { ...generic58, ...drawnLines, id: 'generic-58-drawn', name: '通用 58mm（外文整行画）' },
  {
    ...generic80,
    id: 'no-chinese-80',
    name: '无中文字库 80mm',
    chinese: 'none',
    drawing: 'whole-line',
    qr: 'raster',
    source: 'generic-80 for a printer that prints Chinese as other signs: everything is sent as images (GS v 0)',
  },
  {
    ...generic58,
    id: 'no-chinese-58',
    name: '无中文字库 58mm',
    chinese: 'none',
    drawing: 'whole-line',
    qr: 'raster',
    source: 'generic-58 for a printer that prints Chinese as other signs: everything is sent as images (GS v 0)',
  },
  {
    ...epson,
    id: 'epson-tm-t20',
    name: 'Epson TM-T20 系列',
    source: '[db] TM-T20II p22, TM-T20III: 203 dpi, 576 dots, 48 columns; [ref] GS ( H on TM-T20II',
  },
  {
    ...epson,
    id: 'epson-tm-t82',
    name: 'Epson TM-T82 系列',
    source: '[ref] GS ( H on TM-T82; dots and columns unverified, as generic-80',
  },
  {
    ...epson,
    id: 'epson-tm-t88',
    name: 'Epson TM-T88 系列',
    columns: 42,
    dots: 512,
    dpi: 180,
    source: '[db] TM-T88IV p24, TM-T88V p26: 180 dpi, 512 dots, 42 columns; [rpe] TM-T88VII the same; [ref] GS ( H',
  },
  {
    ...generic80,
    id: 'xprinter-xp-80',
    name: '芯烨 XP-80',
    source: '[rpe] XP-T80Q: 203 dpi, 48 columns, QR model 2, cutter; XP-80XX programmer manual: ESC p; rest unverified',
  },
  {
    ...generic80,
    id: 'xprinter-xp-n160',
    name: '芯烨 XP-N160',
    source: '[rpe] XP-N160II: 203 dpi, 48 columns, QR model 2, cutter; USB product "Printer-80"; rest unverified',
  },
  {
    ...generic58,
    id: 'xprinter-xp-58',
    name: '芯烨 XP-58',
    source: 'unverified, as generic-58; no maker’s manual found',
  },
  {
    ...generic80,
    id: 'gprinter-gp-l80',
    name: '佳博 GP-L80',
    source: 'unverified, as generic-80; no maker’s manual found',
  },
  {
    ...generic80,
    id: 'rongta-rp80',
    name: '容大 RP80',
    source:
      'Rongta "RP80 Command Set" (88 pages): DLE EOT, ESC & and bit images, FS S; [db] RP326: 203 dpi, no GS ( L; RP332 comes with 42 columns set; [ref] escpos-php #142: ESC B',
  },
  {
    ...generic58,
    id: 'rongta-02n',
    name: '容大 RPP02N（便携）',
    drawer: null,
    answers: false,
    confirmation: 'none',
    source:
      'Rongta "02N Series Printer Command Set": FS & ! ., ESC *, GS v 0, GS ( k 65–82, GS !; its list has neither DLE EOT, GS r, GS a, GS V nor ESC p; columns and dots unverified, as generic-58',
  },
  {
    ...generic58,
    id: 'zjiang-pos-5890',
    name: '资江 POS-5890',
    // The database has these cautiously off ("simple"); the user manual of the family lists ESC *, not the QR.
    drawing: 'whole-line',
    qr: 'raster',
    source:
      '[db] POS-5890: 203 dpi, 384 dots, 32 columns, no bitImageColumn, no QR; node-thermal-printer #33: no native QR ([rpe] POS-5890 has one: makers differ); [db] ZJ-5870: ESC p, no QR',
  },
  {
    ...generic80,
    id: 'hprt-tp80',
    name: '汉印 TP80',
    buzzer: null,
    source: 'HPRT TP80K programming manual: DLE EOT 1–4, FS & ! W, GS r only on the serial port; rest unverified',
  },
  {
    ...generic80,
    id: 'sunmi-80',
    name: '商米 80mm',
    drawing: 'whole-line',
    buzzer: null,
    source: 'unverified, as generic-80, with the caution of [db] Sunmi-V2 about bit images',
  },
  {
    ...generic58,
    id: 'sunmi-58',
    name: '商米 58mm（内置）',
    drawing: 'whole-line',
    drawer: null,
    source: '[db] Sunmi-V2: 384 dots, 32 columns, no cutter, "column mode doesn\'t work reliably on this device"',
  },
  {
    ...generic80,
    id: 'star-line',
    name: 'Star TSP600/650（Star Line）',
    dialect: 'star',
    buzzer: null,
    // The first of STAR Line Mode Command Specifications 3-44; 200 ms is what the printer itself begins with.
    drawer: { pin: 2, onMs: 200, offMs: 200 },
    // It knows neither GS r nor GS ( H, and prints what it does not know.
    answers: false,
    confirmation: 'none',
    source:
      '[rpe] TSP650II: star-line, 203 dpi, 48 columns, QR; [db] TSP600: 576 dots; STAR Line Mode Command Specifications 3-36: ESC X, 3-44: ESC BEL; Chinese model unverified',
  },
]

const byId = new Map(profiles.map(profile => [profile.id, profile]))

export function findProfile(id: string): Profile | null {
  return byId.get(id) ?? null
}

/** For settings and their validation. */
export const profileIds: readonly string[] = profiles.map(profile => profile.id)
