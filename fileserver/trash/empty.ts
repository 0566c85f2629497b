import { emptyTrashSchema } from '#lib/files/protocol/requests.ts'
import type { Call } from '../call.ts'
import { FileError, getErrno } from '../file-error.ts'
import { parseBody } from '../input.ts'
import { forEachItem, Progress } from '../progress.ts'
import { openTrashFolder } from '../tree/hidden-folder.ts'
import { readFolder, toBytes } from '../tree/read-folder.ts'
import { removeTree } from '../tree/remove.ts'
import { isTrashId } from './label.ts'
import { readTrash, removeLabels } from './store.ts'

/** Writes nothing, so it works where not a byte is free. */
export async function emptyTrash(call: Call): Promise<void> {
  const { ids } = await parseBody(call, emptyTrashSchema)
  await using trash = await openTrashFolder(call.server.root)
  const things = await readTrash(trash)
  const chosen = ids ?? [...things.keys()]
  const progress = new Progress(call, chosen.length)
  const options = { signal: call.signal, onRemoved: (bytes: number) => progress.addBytes(bytes) }
  if (!ids) await removeStrays()
  await forEachItem({
    progress,
    items: chosen,
    toFrom: (id) => things.get(id)?.path ?? id,
    work: async (id) => {
      const thing = isTrashId(id) ? things.get(id) : undefined
      if (!thing) throw new FileError('NOT_FOUND')
      await removeTree({ folder: trash, name: toBytes(thing.raw) }, options)
      await removeLabels(trash, thing.labels.map(toBytes))
      return { to: null, trashId: id }
    },
  })

  /** What a crash or somebody else left there. */
  async function removeStrays(): Promise<void> {
    const known = new Set([...things.values()].flatMap((thing) => [thing.raw, ...thing.labels]))
    for (const { raw } of await readFolder(trash)) {
      if (known.has(raw)) continue
      await removeTree({ folder: trash, name: toBytes(raw) }, options).catch(async (error: unknown) => {
        if (getErrno(error) !== 'ENOENT') await progress.failed('', error)
      })
    }
  }
}
