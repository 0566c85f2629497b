import { spawnSync } from 'node:child_process'
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
// Followed from a read of a file whose name is a setting; what is needed of it is in the bundles.
rmSync('.next/standalone/lib', { recursive: true, force: true })
const served = '.next/standalone/.next/static'
cpSync('.next/static', served, { recursive: true })
for (const file of globSync('**/*.{js,css}', { cwd: served })) {
  const content = readFileSync(path.join(served, file))
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  }
  writeFileSync(path.join(served, `${file}.br`), brotliCompressSync(content, { params }))
}
