import type { FileHandle } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { FileError } from '../file-error.ts'
import { giveBuffer, READ_BYTES, takeBuffer } from './buffers.ts'
import type { ByteRange } from './range.ts'

export interface SendRange {
  file: FileHandle
  range: ByteRange
  response: ServerResponse
  signal: AbortSignal
}

/**
 * Sends a part of a file with two buffers: while the socket takes one, the next is being read. A buffer is used again only
 * after the socket has taken it.
 */
export async function sendRange({ file, range, response, signal }: SendRange): Promise<void> {
  let filling = takeBuffer()
  let sending = takeBuffer()
  let sent: Promise<void> = Promise.resolve()
  let position = range.start
  try {
    while (position <= range.end) {
      signal.throwIfAborted()
      const wanted = Math.min(READ_BYTES, range.end + 1 - position)
      const { bytesRead } = await file.read(filling, 0, wanted, position)
      // The file became shorter; an answer that is cut off says so, one filled up with something would lie.
      if (bytesRead === 0) throw new FileError('CHANGED_MEANWHILE')
      position += bytesRead
      await sent
      sent = write(response, filling.subarray(0, bytesRead))
      ;[filling, sending] = [sending, filling]
    }
    await sent
    giveBuffer(filling)
    giveBuffer(sending)
  } catch (error) {
    // The socket may still hold them, so they are left to the garbage collector.
    await sent.catch(() => {})
    throw error
  }
}

function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    // The callback of a response that is destroyed may never come.
    const onClose = () => reject(new Error('the client is gone'))
    response.once('close', onClose)
    response.write(bytes, (error) => {
      response.off('close', onClose)
      if (error) reject(error)
      else resolve()
    })
  })
}
