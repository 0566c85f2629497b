import type { TrashList } from '#lib/files/protocol/answers.ts'
import { sendJson } from '../answer.ts'
import type { Call } from '../call.ts'
import { getErrno } from '../file-error.ts'
import { walk } from '../tree/folder.ts'
import { TRASH_NAME } from '../tree/hidden.ts'
import { readFacts } from '../tree/read-folder.ts'
import { toIso } from '../tree/stat.ts'
import { readTrash } from './store.ts'

const ITEMS_MAX = 10_000

export async function listTrash(call: Call): Promise<void> {
  sendJson(call, await readTrashList(call).catch(toEmpty))
}

/** As long as nobody has deleted anything there may be none; reading does not make one. */
function toEmpty(error: unknown): TrashList {
  if (getErrno(error) !== 'ENOENT') throw error
  return { items: [], total: 0 }
}

async function readTrashList(call: Call): Promise<TrashList> {
  await using trash = await walk(call.server.root, [TRASH_NAME])
  const things = [...(await readTrash(trash)).values()].toSorted((one, other) => other.deletedAtMs - one.deletedAtMs)
  const shown = things.slice(0, ITEMS_MAX)
  const facts = await readFacts(
    trash,
    shown.map(({ raw }) => raw),
    call.signal,
  )
  const items = shown.flatMap(({ id, path, deletedAtMs }, index) => {
    const fact = facts[index]
    if (!fact) return []
    const sizeBytes = fact.kind === 'file' ? fact.sizeBytes : null
    // Without its labels it can still be restored, to the top of the volume under its id.
    return [{ id, from: path ?? id, kind: fact.kind, sizeBytes, deletedAt: toIso(deletedAtMs) }]
  })
  return { items, total: things.length }
}
