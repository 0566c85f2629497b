import { randomUUID } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { extractSchema } from '#lib/files/protocol/requests.ts'
import { joinPath } from '#lib/files/protocol/wire-path.ts'
import type { Call } from '../call.ts'
import { toFileError, type FileError } from '../file-error.ts'
import { parseBody } from '../input.ts'
import { Progress, toTaken } from '../progress.ts'
import { openFile, READ } from '../tree/file.ts'
import { openChild, type FolderHandle } from '../tree/folder.ts'
import { openWorkFolder } from '../tree/hidden-folder.ts'
import { locate, requireNames } from '../tree/locate.ts'
import { makeFolder, openOrMakeFolders } from '../tree/make-folder.ts'
import { DRAFTS } from '../tree/prepare.ts'
import { removeTree } from '../tree/remove.ts'
import type { Root } from '../tree/root.ts'
import { readUsage } from '../tree/usage.ts'
import { openArchive, toArchiveError } from './open-archive.ts'
import type { Archive } from './archive-entry.ts'
import { findClashes, publish } from './publish.ts'
import { unpack } from './unpack.ts'

/**
 * Unpacks in a hidden place and publishes only what was unpacked whole, so that a broken or hostile archive, a full disk or
 * a reader who leaves changes nothing.
 */
export async function extractArchive(call: Call): Promise<void> {
  const { path, to, clash } = await parseBody(call, extractSchema)
  const { root } = call.server
  await using file = await openAt(call, path)
  const archive = await openArchive(file).catch((error: unknown) => {
    throw toFileError(error, path)
  })
  await using target = await openTarget(root, to)
  await using drafts = await openWorkFolder(root, DRAFTS)
  const draft = { folder: drafts, name: Buffer.from(randomUUID()) }
  await makeFolder(drafts, draft.name)
  const progress = new Progress(call, archive.totals?.entries ?? null)
  progress.totalBytes = archive.totals?.sizeBytes ?? null
  try {
    await using unpacked = await openChild(drafts, draft.name)
    await unpackInto(unpacked, { call, file, archive, progress })
    const clashes = clash === 'fail' ? await findClashes(unpacked, target) : []
    for (const clashing of clashes) await progress.failed(clashing, toTaken(joinPath(to, clashing)))
    if (clashes.length === 0) {
      await publish({
        root,
        from: unpacked,
        to: target,
        fromPath: '',
        toPath: to,
        clash,
        onDone: (item) => progress.done(item),
        onFailed: (from, error) => progress.failed(from, error),
      })
    }
  } catch (error) {
    await progress.failed(path, toArchiveError(error))
  } finally {
    await removeTree(draft)
  }
  await progress.end()
}

async function openAt(call: Call, path: string): Promise<FileHandle> {
  await using place = await locate(call.server.root, path)
  try {
    return await openFile(place.folder, place.name, READ)
  } catch (error) {
    throw toFileError(error, path)
  }
}

async function unpackInto(
  unpacked: FolderHandle,
  { call, file, archive, progress }: { call: Call; file: FileHandle; archive: Archive; progress: Progress },
): Promise<void> {
  const { root } = call.server
  let toldBytes = 0
  await unpack(
    { fd: unpacked.fd, device: root.device },
    {
      archive,
      archiveBytes: (await file.stat()).size,
      freeBytes: (await readUsage(root)).freeBytes,
      signal: call.signal,
      onProgress: async ({ bytes }) => {
        await progress.addBytes(bytes - toldBytes)
        toldBytes = bytes
      },
      onLeft: (path: string, error: FileError) => progress.failed(path, error),
    },
  )
}

async function openTarget(root: Root, to: string): Promise<FolderHandle> {
  try {
    return (await openOrMakeFolders(root, requireNames(to))).folder
  } catch (error) {
    throw toFileError(error, to)
  }
}
