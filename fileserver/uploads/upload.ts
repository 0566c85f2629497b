import type { IncomingMessage } from 'node:http'
import { FileError } from '../file-error.ts'
import type { StoredUpload } from './upload-record.ts'

/** The same client on a new connection waits for nobody: the old one is given up after so long without a byte. */
const SILENT_MS = 5000
const LEAVE_MS = 10_000

export interface Writer {
  request: IncomingMessage
  lastByteAt: number
  /** From here on nothing depends on the client, so nobody takes over. */
  isFinishing: boolean
  /** Resolves when it has left. */
  left: Promise<void>
}

/** An upload that this process works on. Only this process writes to it, so its state is what the file says. */
export interface Upload extends StoredUpload {
  readonly id: string
  writer: Writer | null
  /** Under way: makes what was received outlast a loss of power. */
  checkpoint: Promise<void> | null
  /** The disk lost something that it had taken; what is certain is `progress.synced`. */
  isSuspect: boolean
}

/**
 * Runs work as the one writer of an upload. A second one is refused with UPLOAD_BUSY while the first is alive, and takes
 * over from one whose connection is gone or silent.
 */
export async function withWriter<T>(
  upload: Upload,
  request: IncomingMessage,
  work: (writer: Writer) => Promise<T>,
): Promise<T> {
  if (upload.writer) await endWriter(upload, { isForced: false })
  const leaving = Promise.withResolvers<void>()
  const writer: Writer = { request, lastByteAt: Date.now(), isFinishing: false, left: leaving.promise }
  upload.writer = writer
  try {
    return await work(writer)
  } finally {
    upload.writer = null
    leaving.resolve()
  }
}

/** Throws UPLOAD_BUSY for a writer that is alive, unless it is forced out. */
export async function endWriter(upload: Upload, { isForced }: { isForced: boolean }): Promise<void> {
  const { writer } = upload
  if (!writer) return
  if (!writer.isFinishing) {
    const isDead = writer.request.destroyed || Date.now() - writer.lastByteAt > SILENT_MS
    if (!isDead && !isForced) throw new FileError('UPLOAD_BUSY')
    writer.request.destroy()
  }
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, LEAVE_MS)
  await Promise.race([writer.left, late.promise])
  clearTimeout(timer)
  // Somebody else who waited as well may have come first.
  if (upload.writer) throw new FileError('UPLOAD_BUSY')
}
