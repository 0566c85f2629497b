import { listQuerySchema, type Entry } from '#lib/files/protocol/entries.ts'
import { createFileSchema, mkdirSchema, pathQuerySchema } from '#lib/files/protocol/requests.ts'
import { sendJson } from '../answer.ts'
import type { Call } from '../call.ts'
import { FileError, toFileError } from '../file-error.ts'
import { parseBody, parseQuery } from '../input.ts'
import { listFolder } from '../list/list-folder.ts'
import { Snapshots } from '../list/snapshot.ts'
import { CREATE, openFile } from '../tree/file.ts'
import { locate, openFolderAt, requireNames } from '../tree/locate.ts'
import { makeFolder, openOrMakeFolders } from '../tree/make-folder.ts'
import { readEntry, toEntry } from '../tree/stat.ts'
import { readUsage } from '../tree/usage.ts'

const snapshots = new Snapshots()

export async function list(call: Call): Promise<void> {
  const query = parseQuery(call, listQuerySchema)
  await using folder = await openFolderAt(call.server.root, query.path)
  sendJson(call, await listFolder({ folder, query, snapshots, signal: call.signal }))
}

export async function stat(call: Call): Promise<void> {
  const { path } = parseQuery(call, pathQuerySchema)
  sendJson(call, await readEntryAt(call, path))
}

export async function readEntryAt(call: Call, path: string): Promise<Entry> {
  if (path === '') {
    await using top = await openFolderAt(call.server.root, '')
    return { ...toEntry(new Uint8Array(), await top.stat(), null), name: '' }
  }
  await using place = await locate(call.server.root, path)
  const entry = await readEntry(place.folder, place.name)
  if (!entry) throw new FileError('NOT_FOUND', { path })
  return entry
}

export async function usage(call: Call): Promise<void> {
  sendJson(call, await readUsage(call.server.root))
}

export async function mkdir(call: Call): Promise<void> {
  const { path, withParents } = await parseBody(call, mkdirSchema)
  try {
    let isNew = true
    if (withParents) {
      const made = await openOrMakeFolders(call.server.root, requireNames(path))
      await made.folder.close()
      isNew = made.isNew
    } else {
      await using place = await locate(call.server.root, path)
      await makeFolder(place.folder, place.name)
    }
    sendJson(call, await readEntryAt(call, path), isNew ? 201 : 200)
  } catch (error) {
    throw toFileError(error, path)
  }
}

export async function createFile(call: Call): Promise<void> {
  const { path } = await parseBody(call, createFileSchema)
  await using place = await locate(call.server.root, path)
  try {
    await (await openFile(place.folder, place.name, CREATE)).close()
    await place.folder.sync()
    sendJson(call, await readEntryAt(call, path), 201)
  } catch (error) {
    throw toFileError(error, path)
  }
}
