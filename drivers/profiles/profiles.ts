import type { Profile } from './profile.ts'

const profiles: readonly Profile[] = [
  {
    id: 'generic-80',
    name: '通用 80mm',
    columns: 48,
    dots: 576,
    dialect: 'epson',
    confirmation: null,
    cutter: true,
    source:
      'escpos-printer-db: 203 dpi, 576 dots, 48 columns of font A; GS V 66 measured on an 80 mm NXP/Xprinter clone',
  },
  {
    id: 'generic-58',
    name: '通用 58mm',
    columns: 32,
    dots: 384,
    dialect: 'epson',
    confirmation: null,
    cutter: false,
    source: 'escpos-printer-db POS-5890: 203 dpi, 384 dots, 32 columns of font A; no cutter',
  },
]

export function findProfile(id: string): Profile | null {
  return profiles.find(profile => profile.id === id) ?? null
}

/** For settings and their validation. */
export const profileIds: readonly string[] = profiles.map(profile => profile.id)
