import { readdir } from 'node:fs/promises'
import { toFileError } from '../file-error.ts'
import type { Logger } from '../log.ts'
import { openTrashFolder, openWorkFolder } from './hidden-folder.ts'
import { removeTree } from './remove.ts'
import { reserveNames } from './reserve-names.ts'
import type { Root } from './root.ts'

/** Where edits and copies are made before they take their place; what a crash left there is of use to nobody. */
export const DRAFTS = 'drafts'
export const UPLOADS = 'uploads'

/** Makes our hidden folders while there is room for them: on a full disk, the way to the trash must exist already. */
export async function prepareVolume(root: Root, log: Logger): Promise<void> {
  try {
    await using drafts = await openWorkFolder(root, DRAFTS)
    for (const name of await readdir(drafts.path(Buffer.from('.')), { encoding: 'buffer' })) {
      await removeTree({ folder: drafts, name })
    }
    await (await openWorkFolder(root, UPLOADS)).close()
    await using trash = await openTrashFolder(root)
    await reserveNames(trash)
  } catch (error) {
    // Whoever needs one of them is told then; the rest works without.
    log.warn({ code: toFileError(error).code, error }, 'the hidden folders are not ready')
  }
}
