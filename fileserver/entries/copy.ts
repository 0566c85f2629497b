import { randomUUID } from 'node:crypto'
import { transferSchema } from '#lib/files/protocol/requests.ts'
import { encodeName, isWithin, joinPath } from '#lib/files/protocol/wire-path.ts'
import type { Call } from '../call.ts'
import { FileError, toFileError } from '../file-error.ts'
import { parseBody } from '../input.ts'
import { forEachItem, Progress, toTaken } from '../progress.ts'
import { copyTree } from '../tree/copy.ts'
import { openWorkFolder } from '../tree/hidden-folder.ts'
import { locate } from '../tree/locate.ts'
import { DRAFTS } from '../tree/prepare.ts'
import { removeTree } from '../tree/remove.ts'
import { statName } from '../tree/stat.ts'
import { settle } from './settle.ts'

/** Copies in a hidden place first, so that nobody meets half a folder and a failed copy leaves nothing behind. */
export async function copy(call: Call): Promise<void> {
  const { items, clash } = await parseBody(call, transferSchema)
  const { root } = call.server
  await using drafts = await openWorkFolder(root, DRAFTS)
  const progress = new Progress(call, items.length)
  await forEachItem({
    progress,
    items,
    toFrom: (item) => item.from,
    work: async (item) => {
      if (item.to !== item.from && isWithin(item.to, item.from)) {
        throw new FileError('IMPOSSIBLE_MOVE', { path: item.from })
      }
      await using from = await locate(root, item.from)
      await using to = await locate(root, item.to)
      if ((clash === 'fail' || clash === 'skip') && (await statName(to.folder, to.name))) {
        if (clash === 'skip') return { to: null }
        throw toTaken(item.to)
      }
      const draft = { folder: drafts, name: Buffer.from(randomUUID()) }
      try {
        await copyTree({
          from,
          to: draft,
          signal: call.signal,
          onBytes: (bytes) => progress.addBytes(bytes),
          onFailed: (names, error) => progress.failed(names.map(encodeName).reduce(joinPath, item.from), error),
        })
        return { to: await settle({ root, from: draft, to, toPath: item.to, clash }) }
      } catch (error) {
        throw toFileError(error, item.from)
      } finally {
        if (await statName(drafts, draft.name)) await removeTree(draft)
      }
    },
  })
}
