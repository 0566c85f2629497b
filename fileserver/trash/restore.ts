import { restoreSchema } from '#lib/files/protocol/requests.ts'
import type { Call } from '../call.ts'
import { settle } from '../entries/settle.ts'
import { FileError, toFileError } from '../file-error.ts'
import { parseBody } from '../input.ts'
import { forEachItem, Progress } from '../progress.ts'
import { openTrashFolder } from '../tree/hidden-folder.ts'
import { requireNames } from '../tree/locate.ts'
import { openOrMakeFolders } from '../tree/make-folder.ts'
import { toBytes } from '../tree/read-folder.ts'
import { isTrashId } from './label.ts'
import { readTrash, removeLabels } from './store.ts'

export async function restore(call: Call): Promise<void> {
  const { ids, clash } = await parseBody(call, restoreSchema)
  const { root } = call.server
  await using trash = await openTrashFolder(root)
  const things = await readTrash(trash)
  await forEachItem({
    progress: new Progress(call, ids.length),
    items: ids,
    toFrom: (id) => things.get(id)?.path ?? id,
    work: async (id) => {
      const thing = isTrashId(id) ? things.get(id) : undefined
      if (!thing) throw new FileError('NOT_FOUND')
      const toPath = thing.path ?? thing.id
      try {
        const names = requireNames(toPath)
        await using folder = (await openOrMakeFolders(root, names.slice(0, -1))).folder
        const from = { folder: trash, name: toBytes(thing.raw) }
        const name = names.at(-1) ?? toBytes(thing.id)
        const to = await settle({ root, from, to: { folder, name }, toPath, clash })
        if (to !== null) await removeLabels(trash, thing.labels.map(toBytes))
        return { to, trashId: id }
      } catch (error) {
        throw toFileError(error, toPath)
      }
    },
  })
}
