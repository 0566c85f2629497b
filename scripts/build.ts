import { spawnSync } from 'node:child_process'
import { cpSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

/**
 * Builds the portal into .next/standalone, complete: Next.js leaves the static files to be laid beside the server.
 * Scripts and styles get a copy that is compressed as far as it goes, once, instead of a little for each visitor.
 */
const build = spawnSync('next', ['build'], {
  stdio: 'inherit',
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
})
if (build.status !== 0) process.exit(1)
// Next.js follows reads of files whose names are settings to everything beside them; what the server needs of the
// sources is in its bundles.
const NEEDED = new Set(['.next', 'node_modules', 'package.json', 'server.js'])
for (const name of readdirSync('.next/standalone')) {
  if (!NEEDED.has(name)) rmSync(path.join('.next/standalone', name), { recursive: true })
}
const served = '.next/standalone/.next/static'
cpSync('.next/static', served, { recursive: true })
// What a PDF may leave to its reader: the tables of East Asian writing, and the fonts that every reader has.
const pdf = 'node_modules/pdfjs-dist'
const { version } = JSON.parse(readFileSync(path.join(pdf, 'package.json'), 'utf8')) as { version: string }
for (const folder of ['cmaps', 'standard_fonts']) {
  cpSync(path.join(pdf, folder), path.join(served, `pdfjs-${version}`, folder), { recursive: true })
}
for (const file of globSync('**/*.{js,css}', { cwd: served })) {
  const content = readFileSync(path.join(served, file))
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  }
  writeFileSync(path.join(served, `${file}.br`), brotliCompressSync(content, { params }))
}
