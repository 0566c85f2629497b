import { cp, glob, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { run } from '#cluster/exec.ts'
import { isKept, progress } from './bench-cluster.ts'

const CHECKOUT_DIR = path.resolve(import.meta.dirname, '..')
/** A checkout of its own, so that no other build changes what is being measured. */
const BUILD_DIR = path.join(CHECKOUT_DIR, '.moorage/.bench')

const SOURCES = [
  'app',
  'components',
  'lib',
  'messages',
  'public',
  'scripts',
  'instrumentation.ts',
  'next.config.js',
  'package.json',
  'package-lock.json',
  'postcss.config.js',
  'proxy.ts',
  'tsconfig.json',
]

/** The same layout around nothing: what a page is compared with. */
export const EMPTY_PATH = '/bench-empty'
const EMPTY_PAGE = `import { runPage } from '#lib/http/page.ts'

export default function EmptyPage() {
  return runPage({ path: '${EMPTY_PATH}' }, () => null)
}
`

/** Builds the portal with one more page, which is empty, and resolves with the directory of its server; once per run. */
export function buildBenchPortal(): Promise<string> {
  building ??= build()
  return building
}

let building: Promise<string> | null = null

async function build(): Promise<string> {
  const standalone = path.join(BUILD_DIR, '.next/standalone')
  if (isKept && (await stat(path.join(standalone, 'server.js')).catch(() => null))) return standalone
  const step = progress.start('Building the portal')
  await rm(BUILD_DIR, { recursive: true, force: true })
  await mkdir(BUILD_DIR, { recursive: true })
  for await (const name of glob(SOURCES, { cwd: CHECKOUT_DIR })) {
    await cp(path.join(CHECKOUT_DIR, name), path.join(BUILD_DIR, name), { recursive: true })
  }
  // Links to files, because the bundler does not follow a link to a folder outside.
  await run('cp', ['-al', path.join(CHECKOUT_DIR, 'node_modules'), path.join(BUILD_DIR, 'node_modules')])
  const page = path.join(BUILD_DIR, 'app/(portal)', EMPTY_PATH, 'page.tsx')
  await mkdir(path.dirname(page), { recursive: true })
  await writeFile(page, EMPTY_PAGE)
  // The copy's own: a second React would be met halfway.
  const env = { ...process.env, PATH: `${path.join(BUILD_DIR, 'node_modules/.bin')}:${process.env['PATH']}` }
  await run(process.execPath, ['scripts/build.ts'], { cwd: BUILD_DIR, env })
  step.finish()
  return standalone
}
