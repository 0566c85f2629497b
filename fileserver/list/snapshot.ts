import type { FolderHandle } from '../tree/folder.ts'
import { isHiddenName } from '../tree/hidden.ts'
import { readFacts, readFolder, toBytes, type Fact, type RawEntry } from '../tree/read-folder.ts'
import { nameKinds } from '../tree/visit-tree.ts'

/** One name of a folder, with what sorting needs of it. */
export interface Item extends RawEntry {
  /** Made when all names have to be sorted. */
  key: string | null
  fact: Fact | null
}

export interface Snapshot {
  version: string
  items: Item[]
  /** Sorted lists by "sort:order:hidden", as far as somebody asked for more than the first page. */
  sorted: Map<string, Item[]>
  readAtMs: number
  factsAtMs: number | null
}

/** Of all snapshots together. A name costs about 200 bytes. */
const ITEMS_MAX = 250_000
/** A folder that changed within this time may change again without its time showing it, so nothing of it is kept. */
const SETTLED_MS = 100
/** Sizes and times of files change without the folder's version. */
const FACTS_MS = 3000

/** Reads folders, and remembers the last ones as long as nothing was added, removed or renamed in them. */
export class Snapshots {
  readonly #known = new Map<string, Snapshot>()

  async read(folder: FolderHandle, isRoot: boolean): Promise<Snapshot> {
    const { id, version, changedMs } = await readVersion(folder)
    const known = this.#known.get(id)
    if (known?.version === version) {
      this.#known.delete(id)
      this.#known.set(id, known)
      return known
    }
    const readAtMs = Date.now()
    const entries = await readFolder(folder)
    const items: Item[] = []
    for (const { raw, kind } of entries) {
      if (isRoot && isDotted(raw) && isHiddenName(toBytes(raw))) continue
      items.push({ raw, kind, key: null, fact: null })
    }
    await nameKinds(folder, items)
    const snapshot: Snapshot = { version, items, sorted: new Map(), readAtMs, factsAtMs: null }
    this.#known.delete(id)
    if (readAtMs - changedMs > SETTLED_MS) this.#keep(id, snapshot)
    return snapshot
  }

  #keep(id: string, snapshot: Snapshot): void {
    this.#known.set(id, snapshot)
    let total = [...this.#known.values()].reduce((sum, one) => sum + one.items.length, 0)
    for (const [oldest, one] of this.#known) {
      if (total <= ITEMS_MAX) return
      this.#known.delete(oldest)
      total -= one.items.length
    }
  }
}

/** Names that begin with a dot are shown only when asked for. */
export function isDotted(raw: string): boolean {
  return raw.charCodeAt(0) === 0x2e
}

export async function readVersion(folder: FolderHandle): Promise<{ id: string; version: string; changedMs: number }> {
  const { dev, ino, mtimeNs, ctimeNs } = await folder.stat()
  const changedNs = mtimeNs > ctimeNs ? mtimeNs : ctimeNs
  const version = [ino, mtimeNs, ctimeNs].map((part) => part.toString(36)).join('-')
  return { id: `${dev}:${ino}`, version, changedMs: Number(changedNs / 1_000_000n) }
}

/** Fills in sizes and times, for sorting by them. */
export async function requireFacts(folder: FolderHandle, snapshot: Snapshot, signal: AbortSignal): Promise<void> {
  if (snapshot.factsAtMs !== null && Date.now() - snapshot.factsAtMs < FACTS_MS) return
  const facts = await readFacts(
    folder,
    snapshot.items.map((item) => item.raw),
    signal,
  )
  for (const [index, item] of snapshot.items.entries()) item.fact = facts[index] ?? null
  for (const key of snapshot.sorted.keys()) if (/^(size|changed):/.test(key)) snapshot.sorted.delete(key)
  snapshot.factsAtMs = Date.now()
}
