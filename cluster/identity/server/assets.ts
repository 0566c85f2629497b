import { readFileSync } from 'node:fs'
import path from 'node:path'
import { buildTheme } from './theme.ts'

/** As in the checkout, so in the image: this file lies three folders below the root of both. */
const ROOT = path.resolve(import.meta.dirname, '../../..')

/** What the server reads from outside its own folder, relative to the root. */
export const ASSET_FILES = {
  sheet: 'app/globals.css',
  icon: 'app/icon.svg',
  font: 'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
} as const

export interface Asset {
  type: string
  content: Buffer
}

function read(file: string): Buffer {
  return readFileSync(path.join(ROOT, file))
}

/** By their path in an address. */
export function readAssets(): Map<string, Asset> {
  const style = buildTheme(read(ASSET_FILES.sheet).toString()) + read('cluster/identity/server/page.css').toString()
  return new Map([
    ['/assets/icon.svg', { type: 'image/svg+xml', content: read(ASSET_FILES.icon) }],
    ['/assets/inter.woff2', { type: 'font/woff2', content: read(ASSET_FILES.font) }],
    ['/assets/page.css', { type: 'text/css; charset=utf-8', content: Buffer.from(style) }],
  ])
}
