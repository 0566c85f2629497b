import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openPromise } from 'yauzl'

/** Hashes by path below the folder ("a/b.txt"), sorted. */
export type Hashes = Record<string, string>

export interface FileTree {
  /** The folder that is dropped. */
  dir: string
  name: string
  hashes: Hashes
  emptyFolders: string[]
  remove: () => Promise<void>
}

/** Names that have gone wrong elsewhere. */
const ODD_NAMES = ['資料 ✓.txt', '100% [final]?.txt', "it's & <b>.html", 'a+b=c.txt', '.hidden', 'ends with a dot.']
const CHANGED_AT = new Date('2021-03-04T05:06:07.890Z')

/** A folder of files in nested folders with random content, some of them with odd names, and folders with nothing in them. */
export async function createFileTree({ name, count }: { name: string; count: number }): Promise<FileTree> {
  const parent = await mkdtemp(path.join(tmpdir(), 'moorage-e2e-'))
  const dir = path.join(parent, name)
  const hashes: Hashes = {}
  const emptyFolders = ['empty', 'deep/empty/deeper']
  for (const folder of emptyFolders) await mkdir(path.join(dir, folder), { recursive: true })
  for (let index = 0; index < count; index += 1) {
    const folder = `folder ${index % 10}/part-${index % 7}`
    const file = path.posix.join(folder, index < ODD_NAMES.length ? (ODD_NAMES[index] ?? '') : `file-${index}.bin`)
    // Files of many sizes, nothing in some of them.
    const content = randomBytes(index % 50 === 0 ? 0 : 1 + ((index * 7919) % 60_000))
    await mkdir(path.join(dir, folder), { recursive: true })
    await writeFile(path.join(dir, file), content)
    await utimes(path.join(dir, file), CHANGED_AT, CHANGED_AT)
    hashes[file] = digest(content)
  }
  return { dir, name, hashes: sortKeys(hashes), emptyFolders, remove: () => rm(parent, { recursive: true }) }
}

/** What is in a zip, without the folder that all of it lies in. */
export async function readZip(file: string, rootName: string): Promise<{ hashes: Hashes; folders: string[] }> {
  const hashes: Hashes = {}
  const folders: string[] = []
  const zip = await openPromise(file, { lazyEntries: true })
  try {
    for await (const entry of zip.eachEntry()) {
      const below = entry.fileName.slice(rootName.length + 1)
      if (entry.fileName.endsWith('/')) {
        if (below !== '') folders.push(below.slice(0, -1))
        continue
      }
      const hash = createHash('sha256')
      for await (const chunk of await zip.openReadStreamPromise(entry)) hash.update(chunk as Buffer)
      hashes[below] = hash.digest('hex')
    }
  } finally {
    zip.close()
  }
  return { hashes: sortKeys(hashes), folders: folders.toSorted() }
}

export async function hashFile(file: string): Promise<string> {
  return digest(await readFile(file))
}

export function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

export function sortKeys(hashes: Hashes): Hashes {
  return Object.fromEntries(Object.entries(hashes).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
