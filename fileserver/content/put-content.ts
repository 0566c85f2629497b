import { randomUUID } from 'node:crypto'
import { itemQuerySchema } from '#lib/files/protocol/requests.ts'
import { sendJson } from '../answer.ts'
import type { Call } from '../call.ts'
import { readEntryAt } from '../entries/basics.ts'
import { FileError, toFileError } from '../file-error.ts'
import { parseQuery, readChunks } from '../input.ts'
import { CREATE, openFile } from '../tree/file.ts'
import type { FolderHandle } from '../tree/folder.ts'
import { openWorkFolder } from '../tree/hidden-folder.ts'
import { locate, type Place } from '../tree/locate.ts'
import { DRAFTS } from '../tree/prepare.ts'
import { removeTree } from '../tree/remove.ts'
import { renameInto } from '../tree/rename.ts'
import { statName, toEtag, toKind } from '../tree/stat.ts'
import { matchesTag } from './conditions.ts'

const BYTES_MAX = 10 * 1024 * 1024

/** Saves a text: written beside, on the disk, and only then put in the place of the old one. */
export async function putContent(call: Call): Promise<void> {
  const { path } = parseQuery(call, itemQuerySchema)
  const { headers } = call.request
  // Taken for the whole, a piece would replace the file (RFC 9110, 14.5).
  if (headers['content-range'] !== undefined) throw new FileError('INVALID_INPUT')
  // Without one of them somebody's work could be overwritten unseen.
  if (headers['if-match'] === undefined && headers['if-none-match'] === undefined) throw new FileError('INVALID_INPUT')
  if (Number(headers['content-length'] ?? 0) > BYTES_MAX) throw new FileError('TOO_LARGE', { path })
  await using place = await locate(call.server.root, path)
  try {
    const before = await requireUnchanged(call, place)
    await using drafts = await openWorkFolder(call.server.root, DRAFTS)
    const draft = { folder: drafts, name: Buffer.from(randomUUID()) }
    try {
      await writeDraft(call, { drafts, name: draft.name, mode: before?.mode ?? null })
      // What came between the two looks would be lost without this second one.
      await inTurn(`${(await place.folder.stat()).ino}/${Buffer.from(place.name).toString('latin1')}`, async () => {
        await requireUnchanged(call, place)
        await renameInto({ from: draft, to: place, isReplace: before !== null })
      })
    } catch (error) {
      await removeTree(draft).catch(() => {})
      throw error
    }
    const entry = await readEntryAt(call, path)
    if (entry.etag !== null) call.response.setHeader('etag', `"${entry.etag}"`)
    sendJson(call, entry, before === null ? 201 : 200)
  } catch (error) {
    throw toFileError(error, path)
  }
}

async function requireUnchanged(call: Call, { folder, name }: Place): Promise<{ mode: number } | null> {
  const stats = await statName(folder, name)
  const kind = stats ? toKind(stats) : null
  if (kind !== null && kind !== 'file') throw new FileError(kind === 'folder' ? 'NOT_A_FILE' : 'NOT_FOLLOWED')
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = call.request.headers
  const etag = stats ? toEtag(stats) : null
  const isSame =
    (ifMatch === undefined || matchesTag(ifMatch, etag, { isStrong: true })) &&
    (ifNoneMatch === undefined || !matchesTag(ifNoneMatch, etag, { isStrong: false }))
  if (!isSame) throw new FileError('CHANGED_MEANWHILE')
  return stats ? { mode: Number(stats.mode) & 0o777 } : null
}

async function writeDraft(call: Call, draft: { drafts: FolderHandle; name: Uint8Array; mode: number | null }) {
  await using file = await openFile(draft.drafts, draft.name, CREATE)
  let length = 0
  for await (const chunk of readChunks(call)) {
    length += chunk.length
    if (length > BYTES_MAX) throw new FileError('TOO_LARGE')
    await file.writeFile(chunk)
  }
  if (!call.request.complete) throw new FileError('INVALID_INPUT')
  if (draft.mode !== null) await file.chmod(draft.mode)
  await file.sync()
}

const turns = new Map<string, Promise<unknown>>()

/** Two who save the same file at the same time come one after the other, and the second sees that it has changed. */
async function inTurn(key: string, work: () => Promise<void>): Promise<void> {
  const mine = (turns.get(key) ?? Promise.resolve()).then(work)
  const done = mine.catch(() => {})
  turns.set(key, done)
  try {
    await mine
  } finally {
    if (turns.get(key) === done) turns.delete(key)
  }
}
