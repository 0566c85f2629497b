import type { ClashRule } from '#lib/files/protocol/requests.ts'
import { encodeName, getParentPath, joinPath } from '#lib/files/protocol/wire-path.ts'
import { FileError } from '../file-error.ts'
import { toTaken } from '../progress.ts'
import { moveToTrash, takeBack } from '../trash/store.ts'
import { toFreeNames } from '../tree/free-name.ts'
import type { Place } from '../tree/locate.ts'
import { renameInto } from '../tree/rename.ts'
import type { Root } from '../tree/root.ts'

export interface Settle {
  root: Root
  from: Place
  to: Place
  /** Where `to` is, on the wire. */
  toPath: string
  clash: ClashRule
}

/** Gives something its place by the rule for clashes; returns where it is now, or null when it was skipped. */
export async function settle(options: Settle): Promise<string | null> {
  const { from, to, toPath, clash } = options
  try {
    await renameInto({ from, to, isReplace: false })
    return toPath
  } catch (error) {
    if (!isTaken(error)) throw error
  }
  switch (clash) {
    case 'fail':
      throw toTaken(toPath)
    case 'skip':
      return null
    case 'keep-both':
      return settleBeside(options)
    case 'replace':
      return settleInstead(options)
  }
}

async function settleBeside({ from, to, toPath }: Settle): Promise<string> {
  for (const name of toFreeNames(to.name)) {
    try {
      await renameInto({ from, to: { folder: to.folder, name }, isReplace: false })
      return joinPath(getParentPath(toPath), encodeName(name))
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }
  throw toTaken(toPath)
}

/** What was there goes to the trash, so that even this can be undone; if the new one cannot come, the old one comes back. */
async function settleInstead({ root, from, to, toPath }: Settle): Promise<string> {
  const trashId = await moveToTrash(root, to, toPath)
  try {
    await renameInto({ from, to, isReplace: false })
    return toPath
  } catch (error) {
    await takeBack({ root, trashId, to })
    throw error
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof FileError && error.code === 'NAME_TAKEN'
}
