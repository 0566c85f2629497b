import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#lib/errors.ts'
import { run } from '#cluster/exec.ts'
import type { Progress } from '#cluster/progress.ts'
import { binaries, GO_DIR, LINKER_FLAGS } from './binaries.ts'
import { CACHE_DIR, describeFile, isIntact, readManifest, writeManifest } from './cache.ts'
import { buildBinary, getModuleDir } from './go.ts'
import { withLock } from './lock.ts'

/** Where the programs of one set of versions lie. */
export interface BuiltBinaries {
  /** Changes with every version and build setting. */
  key: string
  binDir: string
  /** Files of the modules that are used as they are. */
  shareDir: string
}

async function getBuildKey(): Promise<string> {
  const hash = createHash('sha256')
  hash.update(LINKER_FLAGS).update(JSON.stringify(binaries)).update(process.arch)
  for (const entry of (await readdir(GO_DIR, { recursive: true, withFileTypes: true })).toSorted((a, b) =>
    path.join(a.parentPath, a.name).localeCompare(path.join(b.parentPath, b.name)),
  )) {
    if (!entry.isFile()) continue
    hash.update(entry.name).update(await readFile(path.join(entry.parentPath, entry.name)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** Finds the cluster's programs in the cache, or builds what is missing or damaged there, one at a time and with a line for each. */
export async function ensureBinaries(progress: Progress, signal: AbortSignal): Promise<BuiltBinaries> {
  const key = await getBuildKey()
  const dir = path.join(CACHE_DIR, 'binaries', key)
  const built = { key, binDir: path.join(dir, 'bin'), shareDir: path.join(dir, 'share') }
  if ((await listMissing(dir, built.binDir)).length === 0 && (await hasShare(built.shareDir))) return built
  try {
    await mkdir(built.binDir, { recursive: true })
    await mkdir(built.shareDir, { recursive: true })
  } catch (error) {
    throw new AppError('UNAVAILABLE', `The cache ${dir} cannot be written: make it writable or set MOORAGE_CACHE.`, {
      cause: error,
    })
  }
  await withLock(path.join(dir, 'lock'), {
    onWait: (pid) => progress.note(`Another command (process ${pid}) is building these programs; waiting for it.`),
    work: () => buildMissing({ dir, built, progress, signal }),
  })
  return built
}

async function listMissing(dir: string, binDir: string): Promise<typeof binaries> {
  const manifest = await readManifest(dir)
  const intact = await Promise.all(binaries.map(({ name }) => isIntact(path.join(binDir, name), manifest[name])))
  return binaries.filter((_, index) => !intact[index])
}

async function buildMissing({
  dir,
  built,
  progress,
  signal,
}: {
  dir: string
  built: BuiltBinaries
  progress: Progress
  signal: AbortSignal
}): Promise<void> {
  const missing = await listMissing(dir, built.binDir)
  if (missing.length === binaries.length) {
    progress.note('The programs of the cluster are built once from source: about 8 minutes on two cores.')
  }
  for (const [index, binary] of missing.entries()) {
    const step = progress.start(`Building ${binary.name} (${index + 1} of ${missing.length})`)
    await buildBinary(binary, built.binDir, signal)
    const seconds = step.finish()
    const manifest = await readManifest(dir)
    manifest[binary.name] = await describeFile(path.join(built.binDir, binary.name), seconds)
    await writeManifest(dir, manifest)
  }
  await copyShare(built.shareDir)
}

const CONTOUR_CRDS = 'contour-crds.yaml'

async function hasShare(shareDir: string): Promise<boolean> {
  return (await readdir(shareDir).catch((): string[] => [])).includes(CONTOUR_CRDS)
}

async function copyShare(shareDir: string): Promise<void> {
  if (await hasShare(shareDir)) return
  const contour = await getModuleDir('contour', 'github.com/projectcontour/contour')
  await copyFile(path.join(contour, 'examples', 'contour', '01-crds.yaml'), path.join(shareDir, CONTOUR_CRDS))
  // The module cache is read-only, and so would be the copy.
  await run('chmod', ['u+w', path.join(shareDir, CONTOUR_CRDS)])
}
