import { pathQuerySchema, type SizeLine } from '#lib/files/protocol/requests.ts'
import { encodeName, joinPath } from '#lib/files/protocol/wire-path.ts'
import type { Call } from '../call.ts'
import { parseQuery } from '../input.ts'
import { LineWriter } from '../line-writer.ts'
import { selectFirst } from '../list/order.ts'
import { openChild, type FolderHandle } from '../tree/folder.ts'
import { openFolderAt } from '../tree/locate.ts'
import { readFacts, readFolder, toBytes, type Fact } from '../tree/read-folder.ts'
import { nameKinds, visitTree, type VisitedFolder } from '../tree/visit-tree.ts'

const LARGEST_FILES = 100
const EVERY_MS = 300

/** At the top of the volume the trash and unfinished uploads are counted, too: they are what fills a disk unseen. */
export async function sizes(call: Call): Promise<void> {
  const { path } = parseQuery(call, pathQuerySchema)
  await using folder = await openFolderAt(call.server.root, path)
  await new SizeCount(call, path).run(folder)
}

class SizeCount {
  readonly #call: Call
  readonly #path: string
  readonly #lines: LineWriter
  readonly #counted = new Set<string>()
  #largest: SizeLine[] = []
  /** What is no larger has no chance any more. */
  #floorBytes = -1
  #toldAt = Date.now()

  constructor(call: Call, path: string) {
    this.#call = call
    this.#path = path
    this.#lines = new LineWriter(call)
  }

  async run(folder: FolderHandle): Promise<void> {
    const all = this.#newLine(this.#path)
    const entries = await readFolder(folder)
    await nameKinds(folder, entries)
    const here = this.#newLine(this.#path)
    const files = entries.filter(({ kind }) => kind !== 'folder').map(({ raw }) => raw)
    this.#addFacts(here, { path: this.#path, names: files, facts: await readFacts(folder, files, this.#call.signal) })
    for (const { raw, kind } of entries) {
      if (kind !== 'folder') continue
      const line = await this.#countFolder(folder, raw)
      all.sizeBytes += line.sizeBytes
      all.fileCount += line.fileCount
    }
    for (const line of selectFirst(this.#largest, LARGEST_FILES, bySize)) await this.#lines.write(line)
    all.sizeBytes += here.sizeBytes
    all.fileCount += here.fileCount
    await this.#lines.write({ ...all, isFinal: true })
    this.#lines.end()
  }

  async #countFolder(parent: FolderHandle, raw: string): Promise<SizeLine> {
    const name = toBytes(raw)
    const path = joinPath(this.#path, encodeName(name))
    const line = this.#newLine(path)
    const visit = async ({ folder, path: visitedPath, entries }: VisitedFolder) => {
      const names = entries.filter(({ kind }) => kind !== 'folder').map((entry) => entry.raw)
      this.#addFacts(line, { path: visitedPath, names, facts: await readFacts(folder, names, this.#call.signal) })
      if (Date.now() - this.#toldAt > EVERY_MS) {
        this.#toldAt = Date.now()
        await this.#lines.write(line)
      }
      return true
    }
    try {
      await using folder = await openChild(parent, name)
      await visitTree({ folder, path, signal: this.#call.signal, visit })
    } catch {
      // What cannot be read counts as far as it was read.
      this.#call.signal.throwIfAborted()
    }
    await this.#lines.write({ ...line, isFinal: true })
    return line
  }

  #newLine(path: string): SizeLine {
    return { path, kind: 'folder', sizeBytes: 0, fileCount: 0, isFinal: false }
  }

  #addFacts(line: SizeLine, { path, names, facts }: { path: string; names: string[]; facts: (Fact | null)[] }): void {
    for (const [index, fact] of facts.entries()) {
      const raw = names[index]
      if (!fact || raw === undefined || fact.kind !== 'file') continue
      line.fileCount += 1
      // A file with two names takes its room once.
      if (fact.link !== null && this.#counted.has(fact.link)) continue
      if (fact.link !== null) this.#counted.add(fact.link)
      line.sizeBytes += fact.diskBytes
      this.#addLarge({ path, raw, sizeBytes: fact.diskBytes })
    }
  }

  #addLarge({ path, raw, sizeBytes }: { path: string; raw: string; sizeBytes: number }): void {
    if (/^\.(?:moorage|trash)(?:\/|$)/.test(path)) return
    if (sizeBytes <= this.#floorBytes) return
    const file = joinPath(path, encodeName(toBytes(raw)))
    this.#largest.push({ path: file, kind: 'file', sizeBytes, fileCount: 1, isFinal: true })
    if (this.#largest.length < 10 * LARGEST_FILES) return
    this.#largest = selectFirst(this.#largest, LARGEST_FILES, bySize)
    this.#floorBytes = this.#largest.at(-1)?.sizeBytes ?? 0
  }
}

function bySize(one: SizeLine, other: SizeLine): number {
  return other.sizeBytes - one.sizeBytes
}
