import type { ClashRule } from '#lib/files/protocol/requests.ts'
import { encodeName, getParentPath, joinPath } from '#lib/files/protocol/wire-path.ts'
import { FileError, toFileError } from '../file-error.ts'
import { toFreeNames } from '../tree/free-name.ts'
import { openFolderAt, requireNames, type Place } from '../tree/locate.ts'
import { openOrMakeFolders } from '../tree/make-folder.ts'
import { removeFile } from '../tree/remove-file.ts'
import { renameInto } from '../tree/rename.ts'
import type { Root } from '../tree/root.ts'
import { statName } from '../tree/stat.ts'

export interface Placing {
  /** Where the finished file lies; gone from there afterwards. */
  from: Place
  /** Of that file: what has its inode already is it, put there before a crash. */
  inode: bigint
  path: string
  clash: ClashRule
}

/**
 * Puts a finished file into its place by the rule for clashes, makes the folders that lead there, and says where it is
 * now. Throws NAME_TAKEN for `fail` and `skip`; nothing of what was there before is lost in any case.
 */
export async function placeFile(root: Root, { from, inode, path, clash }: Placing): Promise<string> {
  const parent = getParentPath(path)
  try {
    const names = requireNames(path)
    await using folder = (await openOrMakeFolders(root, names.slice(0, -1))).folder
    for (const name of getCandidates(names.at(-1), clash)) {
      const to = { folder, name }
      if (await isTaken(from, { to, inode, isReplace: clash === 'replace' })) continue
      return joinPath(parent, encodeName(name))
    }
  } catch (error) {
    throw toFileError(error, path)
  }
  throw new FileError('NAME_TAKEN', { path })
}

/** Where a file that was put there by `placeFile` is, although nobody wrote it down; null when it is nowhere. */
export async function findPlaced(root: Root, { inode, path, clash }: Omit<Placing, 'from'>): Promise<string | null> {
  await using folder = await openFolderAt(root, getParentPath(path))
  for (const name of getCandidates(requireNames(path).at(-1), clash)) {
    const stats = await statName(folder, name)
    if (!stats) return null
    if (stats.ino === inode) return joinPath(getParentPath(path), encodeName(name))
  }
  return null
}

function getCandidates(name: Uint8Array | undefined, clash: ClashRule): Iterable<Uint8Array> {
  if (!name) throw new FileError('INVALID_INPUT')
  return clash === 'keep-both' ? toFreeNames(name) : [name]
}

async function isTaken(
  from: Place,
  { to, inode, isReplace }: { to: Place; inode: bigint; isReplace: boolean },
): Promise<boolean> {
  try {
    // Of two names of one file rename() would leave both.
    const isThere = isReplace && (await statName(to.folder, to.name))?.ino === inode
    if (isThere) await removeFile(from)
    else await renameInto({ from, to, isReplace })
    return false
  } catch (error) {
    if (!(error instanceof FileError) || error.code !== 'NAME_TAKEN') throw error
    if ((await statName(to.folder, to.name))?.ino !== inode) return true
    await removeFile(from)
    return false
  }
}
