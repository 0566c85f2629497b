import { searchQuerySchema } from '#lib/files/protocol/requests.ts'
import { encodeName, joinPath } from '#lib/files/protocol/wire-path.ts'
import type { Call } from '../call.ts'
import { parseQuery } from '../input.ts'
import { LineWriter } from '../line-writer.ts'
import { toFilterKey } from '../list/sort-key.ts'
import { openFolderAt } from '../tree/locate.ts'
import { readFacts, toBytes } from '../tree/read-folder.ts'
import { toIso } from '../tree/stat.ts'
import { visitTree, type VisitedFolder } from '../tree/visit-tree.ts'

const FOUND_MAX = 10_000

export async function search(call: Call): Promise<void> {
  const { path, text, hidden } = parseQuery(call, searchQuerySchema)
  await using folder = await openFolderAt(call.server.root, path)
  const wanted = toFilterKey(Buffer.from(text).toString('latin1'))
  const lines = new LineWriter(call)
  let found = 0

  const visit = async (visited: VisitedFolder) => {
    const hits = visited.entries.filter(({ raw }) => toFilterKey(raw).includes(wanted)).slice(0, FOUND_MAX - found)
    const facts = await readFacts(
      visited.folder,
      hits.map(({ raw }) => raw),
      call.signal,
    )
    for (const [index, { raw, kind }] of hits.entries()) {
      const fact = facts[index]
      if (!fact) continue
      await lines.write({
        path: joinPath(visited.path, encodeName(toBytes(raw))),
        kind,
        sizeBytes: kind === 'file' ? fact.sizeBytes : null,
        changedAt: toIso(fact.changedMs),
      })
    }
    found += hits.length
    return found < FOUND_MAX
  }

  await visitTree({
    folder,
    path,
    signal: call.signal,
    isWanted: (raw) => hidden === '1' || !raw.startsWith('.'),
    visit,
  })
  lines.end()
}
