import { FileError } from '../file-error.ts'
import type { Call } from '../call.ts'
import { readChunks } from '../input.ts'
import { startCheckpoint } from './checkpoint.ts'
import { requireCertain, type Uploads } from './finish-upload.ts'
import { receiveBody } from './receive-body.ts'
import { keepFiles, takeFiles, type UploadFiles } from './upload-files.ts'
import type { Upload, Writer } from './upload.ts'
import { bringHash } from './whole-hash.ts'

export interface Piece {
  offsetBytes: number
  /** Hex of the sha-256 that the piece must have; null where the client gave none. */
  digest: string | null
  /** As the request says it; null for a body whose length is not said. */
  lengthBytes: number | null
}

/**
 * Appends the body of a request to an upload. A piece with a digest counts as a whole or not at all; of one without, what
 * has arrived counts. On a full disk the upload stays and can go on when there is room.
 */
export async function receivePiece(
  uploads: Uploads,
  { upload, writer, call, piece }: { upload: Upload; writer: Writer; call: Call; piece: Piece },
): Promise<void> {
  const { store } = uploads
  const { progress, record } = upload
  requireCertain(upload)
  if (piece.offsetBytes !== progress.at) throw new FileError('UPLOAD_OFFSET', { path: record.path })
  const bytesMax = record.sizeBytes - progress.at
  if (piece.lengthBytes !== null && piece.lengthBytes > bytesMax)
    throw new FileError('TOO_LARGE', { path: record.path })
  const touch = () => {
    writer.lastByteAt = Date.now()
  }
  const hashed = bringHash(uploads, upload, { hasDigest: piece.digest !== null, onRead: touch })
  hashed.catch(() => {})
  const files = await takeFiles(store, upload)
  try {
    await hashed
    await receive(uploads, { upload, call, piece, files, bytesMax, onChunk: touch })
  } finally {
    keepFiles(upload, files)
  }
}

interface Receiving {
  upload: Upload
  call: Call
  piece: Piece
  files: UploadFiles & { sizeBytes: number }
  bytesMax: number
  onChunk: () => void
}

async function receive(uploads: Uploads, { upload, call, piece, files, bytesMax, onChunk }: Receiving): Promise<void> {
  const { store, hashes } = uploads
  const { progress, record, id } = upload
  const start = progress.at
  // What an earlier piece that does not count left behind.
  if (files.sizeBytes > start) await files.bytes.truncate(start)
  const received = await receiveBody({
    chunks: readChunks(call),
    file: files.bytes,
    direct: files.direct,
    offsetBytes: start,
    hash: (bytes) => hashes.update(id, bytes),
    bytesMax,
    onTooMuch: () => new FileError('TOO_LARGE', { path: record.path }),
    onChunk,
  })
  const problem = received.problem ?? (await checkDigest(uploads, upload, piece.digest))
  const countedBytes = problem === null || piece.digest === null ? received.writtenBytes : 0
  if (problem === null) {
    // Not waited for: if it fails, the bytes are read again from the file.
    hashes.commit(id, start + countedBytes).catch(() => {})
  } else {
    await hashes.rollback(id)
    await files.bytes.truncate(start + countedBytes)
  }
  progress.at = start + countedBytes
  progress.seen = Date.now()
  await store.saveProgress(upload, files.record)
  if (countedBytes > 0) startCheckpoint(store, upload, { isPaused: problem !== null })
  if (problem !== null) throw problem
}

async function checkDigest({ hashes }: Uploads, upload: Upload, digest: string | null): Promise<FileError | null> {
  if (digest === null || (await hashes.digestPiece(upload.id)) === digest) return null
  return new FileError('CHECKSUM_MISMATCH', { path: upload.record.path })
}
