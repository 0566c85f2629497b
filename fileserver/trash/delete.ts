import { deleteSchema } from '#lib/files/protocol/requests.ts'
import type { Call } from '../call.ts'
import { toFileError } from '../file-error.ts'
import { parseBody } from '../input.ts'
import { forEachItem, Progress } from '../progress.ts'
import { locate } from '../tree/locate.ts'
import { removeTree } from '../tree/remove.ts'
import { moveToTrash } from './store.ts'

export async function remove(call: Call): Promise<void> {
  const { paths, isForGood } = await parseBody(call, deleteSchema)
  const { root } = call.server
  const progress = new Progress(call, paths.length)
  await forEachItem({
    progress,
    items: paths,
    toFrom: (path) => path,
    work: async (path) => {
      await using place = await locate(root, path)
      if (!isForGood) return { to: null, trashId: await moveToTrash(root, place, path) }
      try {
        await removeTree(place, { signal: call.signal, onRemoved: (bytes) => progress.addBytes(bytes) })
        return { to: null }
      } catch (error) {
        throw toFileError(error, path)
      }
    },
  })
}
