import {
  UPLOAD_CLASH_HEADER,
  UPLOAD_PATH_HEADER,
  UPLOAD_SHA256_HEADER,
  fileRoutes,
} from '#lib/files/protocol/file-routes.ts'
import { CLASH_RULES, type ClashRule } from '#lib/files/protocol/requests.ts'
import { ONE_REQUEST_BYTES_MAX, type UnfinishedUpload, type UploadMetadata } from '#lib/files/protocol/uploads.ts'
import { sendJson } from '../answer.ts'
import type { Call } from '../call.ts'
import { FileError, toFileError } from '../file-error.ts'
import { locate, requireNames } from '../tree/locate.ts'
import { statName } from '../tree/stat.ts'
import { finishUpload, removeUpload, type Finished, type Uploads } from './finish-upload.ts'
import { uploadInOneRequest } from './one-request.ts'
import { receivePiece } from './receive-piece.ts'
import {
  formatUploadMetadata,
  hasUploadBody,
  isTusRequest,
  parseByteCount,
  parseUploadChecksum,
  parseUploadMetadata,
  TUS_CHECKSUMS,
  TUS_EXTENSIONS,
  TUS_VERSION,
} from './tus-headers.ts'
import { endWriter, withWriter, type Upload } from './upload.ts'
import { getUploads, UPLOAD_DAYS } from './uploads.ts'

const DAY_MS = 24 * 60 * 60_000

export async function describeTus({ response }: Call): Promise<void> {
  response.writeHead(204, {
    'tus-resumable': TUS_VERSION,
    'tus-version': TUS_VERSION,
    'tus-extension': TUS_EXTENSIONS,
    'tus-checksum-algorithm': TUS_CHECKSUMS,
  })
  response.end()
}

export async function createUpload(call: Call): Promise<void> {
  requireTus(call)
  const { headers } = call.request
  const sizeBytes = parseByteCount(headers['upload-length'])
  const metadata = parseUploadMetadata(headers['upload-metadata'])
  if (sizeBytes === null || metadata === null) throw new FileError('INVALID_INPUT')
  const uploads = getUploads(call.server)
  const hasBody = hasUploadBody(headers)
  const lengthBytes = hasBody ? parseByteCount(headers['content-length']) : 0
  const isWhole = lengthBytes === sizeBytes && sizeBytes <= ONE_REQUEST_BYTES_MAX
  const digest = requireChecksum(call)
  if (isWhole) {
    const { id, ...finished } = await uploadInOneRequest(uploads, call, { metadata, sizeBytes, digest })
    send(call, 201, { ...toFinishedHeaders(finished), 'upload-offset': sizeBytes, location: toLocation(call, id) })
    return
  }
  await requireFree(call, metadata)
  const owner = getOwner(call)
  const upload = await uploads.store.create({ ...metadata, owner, sizeBytes, createdAt: new Date().toISOString() })
  const finished = hasBody ? await receiveFirst(uploads, { call, upload, lengthBytes, digest }) : null
  send(call, 201, {
    ...toProgressHeaders(upload),
    ...toFinishedHeaders(finished),
    location: toLocation(call, upload.id),
  })
}

export async function appendToUpload(call: Call): Promise<void> {
  requireTus(call)
  const { headers } = call.request
  const offsetBytes = parseByteCount(headers['upload-offset'])
  if (!hasUploadBody(headers) || offsetBytes === null) throw new FileError('INVALID_INPUT')
  const digest = requireChecksum(call)
  const lengthBytes = parseByteCount(headers['content-length'])
  const { uploads, upload } = await requireUpload(call)
  const finished = await withWriter(upload, call.request, async (writer) => {
    // The last answer was lost, and what it said is true still.
    if (upload.finish?.path && offsetBytes === upload.record.sizeBytes)
      return finishUpload(uploads, upload, getClash(call, upload))
    if (upload.finish?.path) throw new FileError('UPLOAD_OFFSET', { path: upload.record.path })
    await receivePiece(uploads, { upload, writer, call, piece: { offsetBytes, digest, lengthBytes } })
    if (upload.progress.at < upload.record.sizeBytes) return null
    writer.isFinishing = true
    return finishUpload(uploads, upload, getClash(call, upload))
  })
  send(call, 204, { ...toProgressHeaders(upload), ...toFinishedHeaders(finished) })
}

export async function showUpload(call: Call): Promise<void> {
  requireTus(call)
  const { uploads, upload } = await requireUpload(call)
  if (upload.writer?.isFinishing) await upload.writer.left
  const isWhole = upload.progress.at === upload.record.sizeBytes
  const finished =
    isWhole && !upload.writer
      ? await withWriter(upload, call.request, (writer) => {
          writer.isFinishing = true
          return finishUpload(uploads, upload, getClash(call, upload))
        })
      : null
  const { sizeBytes, path, clash, changedAt, sha256 } = upload.record
  send(call, 200, {
    ...toProgressHeaders(upload),
    ...toFinishedHeaders(finished),
    'upload-length': sizeBytes,
    'upload-metadata': formatUploadMetadata({ path, clash, changedAt, sha256 }),
  })
}

export async function deleteUpload(call: Call): Promise<void> {
  requireTus(call)
  const { uploads, upload } = await requireUpload(call)
  await endWriter(upload, { isForced: true })
  await upload.checkpoint
  await removeUpload(uploads, upload)
  send(call, 204, {})
}

export async function listUploads(call: Call): Promise<void> {
  const owner = getOwner(call)
  const all = await getUploads(call.server).store.list()
  const uploads = all
    .filter((upload) => upload.record.owner === owner && !upload.finish?.path)
    .toSorted((a, b) => b.record.createdAt.localeCompare(a.record.createdAt))
    .map(toUnfinished)
  sendJson(call, { uploads })
}

async function receiveFirst(
  uploads: Uploads,
  { call, upload, ...rest }: { call: Call; upload: Upload; lengthBytes: number | null; digest: string | null },
): Promise<Finished | null> {
  try {
    return await withWriter(upload, call.request, async (writer) => {
      await receivePiece(uploads, { upload, writer, call, piece: { offsetBytes: 0, ...rest } })
      if (upload.progress.at < upload.record.sizeBytes) return null
      writer.isFinishing = true
      return finishUpload(uploads, upload, upload.record.clash)
    })
  } catch (error) {
    // Its address was not told to anybody; what has come of it is found by the list.
    if (upload.progress.at === 0) await removeUpload(uploads, upload)
    throw error
  }
}

/** That a name is taken is said before anything is sent; what comes to stand there meanwhile is found at the end. */
async function requireFree(call: Call, { path, clash }: UploadMetadata): Promise<void> {
  requireNames(path)
  try {
    await using place = await locate(call.server.root, path)
    const { folder, name } = place
    const stats = await statName(folder, name)
    if (!stats || clash === 'keep-both') return
    if (clash !== 'replace') throw new FileError('NAME_TAKEN')
    if (stats.isDirectory()) throw new FileError('NOT_A_FILE')
  } catch (error) {
    const problem = toFileError(error, path)
    // Folders that are missing are made at the end.
    if (problem.code !== 'NOT_FOUND') throw problem
  }
}

function requireTus(call: Call): void {
  call.response.setHeader('tus-resumable', TUS_VERSION)
  if (!isTusRequest(call.request.headers)) throw new FileError('INVALID_INPUT')
}

function requireChecksum(call: Call): string | null {
  const digest = parseUploadChecksum(call.request.headers['upload-checksum'])
  if (digest === 'invalid') throw new FileError('INVALID_INPUT')
  return digest
}

function getOwner(call: Call): string {
  if (!call.claims) throw new FileError('UNAUTHENTICATED')
  return call.claims.sub
}

/** Somebody else's is not found, so that ids tell nothing. */
async function requireUpload(call: Call): Promise<{ uploads: Uploads; upload: Upload }> {
  const uploads = getUploads(call.server)
  const upload = await uploads.store.get(call.parameters.id ?? '')
  if (!upload || upload.record.owner !== getOwner(call)) throw new FileError('NOT_FOUND')
  return { uploads, upload }
}

/** Another rule than at the beginning, once something has come to stand in the way. */
function getClash(call: Call, upload: Upload): ClashRule {
  const given = call.request.headers[UPLOAD_CLASH_HEADER]
  return CLASH_RULES.find((rule) => rule === given) ?? upload.record.clash
}

function toLocation(call: Call, id: string): string {
  return `${call.server.settings.basePath}${fileRoutes.upload(id)}`
}

function toProgressHeaders({ progress }: Upload): Record<string, string | number> {
  return { 'upload-offset': progress.at, 'upload-expires': new Date(toExpiry(progress.seen)).toUTCString() }
}

function toFinishedHeaders(finished: Finished | null): Record<string, string> {
  return finished ? { [UPLOAD_SHA256_HEADER]: finished.sha256, [UPLOAD_PATH_HEADER]: finished.path } : {}
}

function toExpiry(seen: number): number {
  return seen + UPLOAD_DAYS * DAY_MS
}

function toUnfinished({ id, record, progress }: Upload): UnfinishedUpload {
  const { path, clash, sizeBytes, createdAt } = record
  return {
    id,
    path,
    clash,
    sizeBytes,
    offsetBytes: progress.at,
    changedAt: record.changedAt ?? null,
    sha256: record.sha256 ?? null,
    createdAt,
    expiresAt: new Date(toExpiry(progress.seen)).toISOString(),
  }
}

function send(call: Call, status: number, headers: Record<string, string | number>): void {
  call.response.writeHead(status, { 'cache-control': 'no-store', 'content-length': 0, ...headers })
  call.response.end()
}
