import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import type { ImageFile } from '#cluster/images/image-description.ts'

const packageJson = z.object({ dependencies: z.record(z.string(), z.string()).default({}) })
const PROGRAM_FILE = /\.(js|cjs|mjs|json)$/

async function readPackage(dir: string) {
  const text = await readFile(path.join(dir, 'package.json'), 'utf8').catch(() => null)
  return text === null ? null : packageJson.parse(JSON.parse(text))
}

/** Looks upwards from `from` as Node does; throws NOT_FOUND for a package that is not installed. */
async function findPackage(name: string, from: string, root: string): Promise<string> {
  for (let dir = from; dir.startsWith(root); dir = path.dirname(dir)) {
    const candidate = path.join(dir, 'node_modules', name)
    if (await readPackage(candidate)) return candidate
  }
  throw new AppError('NOT_FOUND', `The package ${name} is not installed. Run npm ci.`)
}

async function addPackage(dir: string, root: string, found: Set<string>): Promise<void> {
  if (found.has(dir)) return
  found.add(dir)
  const { dependencies } = (await readPackage(dir)) ?? { dependencies: {} }
  for (const name of Object.keys(dependencies)) await addPackage(await findPackage(name, dir, root), root, found)
}

async function listFiles(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && PROGRAM_FILE.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !path.relative(dir, file).split(path.sep).includes('node_modules'))
}

/**
 * The programs of npm packages and of all they depend on, at the same places below `target` as below `root`, so that
 * Node finds them there as it does here.
 */
export async function listPackageFiles(options: {
  packages: readonly string[]
  root: string
  target: string
}): Promise<ImageFile[]> {
  const { packages, root, target } = options
  const found = new Set<string>()
  for (const name of packages) await addPackage(await findPackage(name, root, root), root, found)
  const files = await Promise.all([...found].map(listFiles))
  return files.flat().map((file) => ({
    type: 'file',
    path: path.posix.join(target, path.relative(root, file)),
    source: { file },
  }))
}
