import { FileError, toFileError } from '../file-error.ts'
import { CREATE, openFile } from '../tree/file.ts'
import type { FolderHandle } from '../tree/folder.ts'
import { openTrashFolder } from '../tree/hidden-folder.ts'
import type { Place } from '../tree/locate.ts'
import { readFolder, toBytes } from '../tree/read-folder.ts'
import { removeTree } from '../tree/remove.ts'
import { renameInto } from '../tree/rename.ts'
import type { Root } from '../tree/root.ts'
import { statName } from '../tree/stat.ts'
import { createTrashNames, parseTrashNames, type TrashThing } from './label.ts'

/** Moves something to the trash and returns the id by which it is restored. */
export async function moveToTrash(root: Root, place: Place, path: string): Promise<string> {
  if (!(await statName(place.folder, place.name))) throw new FileError('NOT_FOUND', { path })
  await using trash = await openTrashFolder(root)
  const { id, thing, labels } = createTrashNames(path)
  try {
    for (const label of labels) await (await openFile(trash, label, CREATE, 0o600)).close()
    await renameInto({ from: place, to: { folder: trash, name: thing }, isReplace: true })
  } catch (error) {
    await removeLabels(trash, labels)
    throw toFileError(error, path)
  }
  return id
}

export async function readTrash(trash: FolderHandle): Promise<Map<string, TrashThing>> {
  return parseTrashNames((await readFolder(trash)).map(({ raw }) => raw))
}

/** Puts something back at once, under the name it had. */
export async function takeBack({ root, trashId, to }: { root: Root; trashId: string; to: Place }): Promise<void> {
  await using trash = await openTrashFolder(root)
  const thing = (await readTrash(trash)).get(trashId)
  if (!thing) return
  await renameInto({ from: { folder: trash, name: toBytes(thing.raw) }, to, isReplace: false })
  await removeLabels(trash, thing.labels.map(toBytes))
}

export async function removeLabels(trash: FolderHandle, labels: readonly Uint8Array[]): Promise<void> {
  for (const name of labels) await removeTree({ folder: trash, name }).catch(() => {})
}
