import { createHash } from 'node:crypto'
import { glob, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { run } from '#cluster/exec.ts'
import { getImageArchive, type ImageArchive } from '#cluster/images/image-archive.ts'
import { describePortal } from '#cluster/images/portal.ts'

const CHECKOUT_DIR = path.resolve(import.meta.dirname, '../..')
const BUILD_ID_FILE = path.join(CHECKOUT_DIR, '.next/BUILD_ID')
// No cluster has a name that begins with a dot.
const RECORD_FILE = path.join(CHECKOUT_DIR, '.moorage/.portal/build.json')
const ARCHIVE_DIR = path.join(CHECKOUT_DIR, '.moorage/.portal/image')

/** What a build is made of. */
const SOURCES = [
  '{app,components,lib,messages,public}/**/*',
  '{instrumentation,proxy}.ts',
  '{next,postcss}.config.js',
  'scripts/build.ts',
  'package-lock.json',
  'tsconfig.json',
]

const recordSchema = z.object({ sources: z.string(), buildId: z.string() })

async function hashSources(): Promise<string> {
  const found = await Array.fromAsync(glob(SOURCES, { cwd: CHECKOUT_DIR, withFileTypes: true }))
  const files = found
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted()
  const hash = createHash('sha256')
  for (const file of files) {
    hash.update(`${path.relative(CHECKOUT_DIR, file)}\0`)
    hash.update(await readFile(file))
  }
  return hash.digest('hex')
}

/** Null when there is no build. Every build has an id of its own, one by hand too. */
async function readBuildId(): Promise<string | null> {
  return readFile(BUILD_ID_FILE, 'utf8').catch(() => null)
}

async function isBuilt(sources: string): Promise<boolean> {
  const text = await readFile(RECORD_FILE, 'utf8').catch(() => '{}')
  const record = recordSchema.safeParse(JSON.parse(text)).data
  return record?.sources === sources && record.buildId === (await readBuildId())
}

/** Builds the portal unless the last build was of the same sources; resolves with whether it did. */
export async function buildPortal(signal: AbortSignal): Promise<boolean> {
  const sources = await hashSources()
  if (await isBuilt(sources)) return false
  const env = { ...process.env, PATH: `${path.join(CHECKOUT_DIR, 'node_modules/.bin')}:${process.env['PATH']}` }
  await run(process.execPath, ['scripts/build.ts'], { cwd: CHECKOUT_DIR, env, signal }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new AppError('UNAVAILABLE', `The portal could not be built. npm run build shows why.\n${getTail(cause)}`, {
      cause,
    })
  })
  const buildId = await readBuildId()
  await mkdir(path.dirname(RECORD_FILE), { recursive: true })
  await writeFile(RECORD_FILE, JSON.stringify({ sources, buildId }))
  return true
}

const TAIL_LINES = 20

function getTail(error: unknown): string {
  if (!(error instanceof AppError)) return ''
  const { stdout, stderr } = error.details
  return `${String(stdout)}\n${String(stderr)}`.trim().split('\n').slice(-TAIL_LINES).join('\n')
}

/** The built portal as an image. Only the last one is kept: each build makes other files. */
export async function getPortalArchive(): Promise<ImageArchive> {
  const archive = await getImageArchive(await describePortal(), ARCHIVE_DIR)
  for (const name of await readdir(ARCHIVE_DIR)) {
    if (name !== path.basename(archive.file)) await rm(path.join(ARCHIVE_DIR, name), { force: true })
  }
  return archive
}
