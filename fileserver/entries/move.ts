import { transferSchema } from '#lib/files/protocol/requests.ts'
import { isWithin } from '#lib/files/protocol/wire-path.ts'
import type { Call } from '../call.ts'
import { FileError, toFileError } from '../file-error.ts'
import { parseBody } from '../input.ts'
import { forEachItem, Progress } from '../progress.ts'
import { locate } from '../tree/locate.ts'
import { settle } from './settle.ts'

export async function move(call: Call): Promise<void> {
  const { items, clash } = await parseBody(call, transferSchema)
  const { root } = call.server
  await forEachItem({
    progress: new Progress(call, items.length),
    items,
    toFrom: (item) => item.from,
    work: async (item) => {
      // Into itself; or, replacing, onto a folder that holds it.
      if (isWithin(item.to, item.from) || (clash === 'replace' && isWithin(item.from, item.to))) {
        throw new FileError('IMPOSSIBLE_MOVE', { path: item.from })
      }
      await using from = await locate(root, item.from)
      await using to = await locate(root, item.to)
      try {
        return { to: await settle({ root, from, to, toPath: item.to, clash }) }
      } catch (error) {
        throw toFileError(error, item.from)
      }
    },
  })
}
