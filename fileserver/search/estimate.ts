import type { Estimate } from '#lib/files/protocol/answers.ts'
import { estimateSchema } from '#lib/files/protocol/requests.ts'
import { sendJson } from '../answer.ts'
import type { Call } from '../call.ts'
import { FileError } from '../file-error.ts'
import { parseBody } from '../input.ts'
import { openChild } from '../tree/folder.ts'
import { locate } from '../tree/locate.ts'
import { readFacts, type Fact } from '../tree/read-folder.ts'
import { statName, toKind } from '../tree/stat.ts'
import { visitTree, type VisitedFolder } from '../tree/visit-tree.ts'

export async function estimate(call: Call): Promise<void> {
  const { paths } = await parseBody(call, estimateSchema)
  const total: Estimate = { fileCount: 0, folderCount: 0, sizeBytes: 0, skippedCount: 0 }
  for (const path of paths) await addPath(call, path, total)
  sendJson(call, total)
}

async function addPath(call: Call, path: string, total: Estimate): Promise<void> {
  await using place = await locate(call.server.root, path)
  const stats = await statName(place.folder, place.name)
  if (!stats) throw new FileError('NOT_FOUND', { path })
  const kind = toKind(stats)
  addOne(total, { kind, sizeBytes: Number(stats.size) })
  if (kind !== 'folder') return
  await using folder = await openChild(place.folder, place.name)
  const visit = async (visited: VisitedFolder) => {
    const facts = await readFacts(
      visited.folder,
      visited.entries.map(({ raw }) => raw),
      call.signal,
    )
    for (const fact of facts) if (fact) addOne(total, fact)
    return true
  }
  const onUnreadable = () => {
    total.skippedCount += 1
  }
  await visitTree({ folder, path, signal: call.signal, visit, onUnreadable })
}

function addOne(total: Estimate, { kind, sizeBytes }: Pick<Fact, 'kind' | 'sizeBytes'>): void {
  if (kind === 'folder') {
    total.folderCount += 1
  } else if (kind === 'file') {
    total.fileCount += 1
    total.sizeBytes += sizeBytes
  } else {
    total.skippedCount += 1
  }
}
