import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { BLOCK_BYTES, type BlockWriter } from './block-writer.ts'
import {
  buildCentralHeader,
  buildDescriptor,
  buildEnd,
  buildLocalHeader,
  getLocalHeaderLength,
  LIMIT_32,
  type ZipContent,
  type ZipEntry,
} from './zip-format.ts'

/** Writes a zip as a stream, stored, so that it costs hardly more than reading the files. */
export class ZipWriter {
  readonly #out: BlockWriter
  readonly #table: Buffer[] = []

  constructor(out: BlockWriter) {
    this.#out = out
  }

  async addFolder(entry: ZipEntry): Promise<void> {
    await this.addBytes(entry, new Uint8Array())
  }

  async addBytes(entry: ZipEntry, bytes: Uint8Array): Promise<void> {
    const offsetBytes = this.#out.offsetBytes
    const content = { crc32: crc32(bytes), sizeBytes: bytes.length }
    await this.#out.append(buildLocalHeader(entry, content))
    await this.#out.append(bytes)
    this.#table.push(buildCentralHeader(entry, { ...content, offsetBytes, hasDescriptor: false }))
  }

  /** Not more than `sizeBytes`: what is written to the file meanwhile is left out, what is cut off is missing. */
  async addFile(entry: ZipEntry, file: FileHandle, sizeBytes: number): Promise<void> {
    const isSmall = getLocalHeaderLength(entry, false) + sizeBytes <= BLOCK_BYTES
    await (isSmall ? this.#addSmall(entry, file, sizeBytes) : this.#addLarge(entry, file, sizeBytes))
  }

  /** Ends the file; nothing can be added any more. */
  async finish(): Promise<void> {
    const offsetBytes = this.#out.offsetBytes
    for (const header of this.#table) await this.#out.append(header)
    const sizeBytes = this.#out.offsetBytes - offsetBytes
    await this.#out.append(buildEnd({ entries: this.#table.length, offsetBytes, sizeBytes }))
    this.#out.flush()
  }

  /** Read before its header is written: some readers of streams know no stored file whose size comes after it. */
  async #addSmall(entry: ZipEntry, file: FileHandle, sizeBytes: number): Promise<void> {
    const offsetBytes = this.#out.offsetBytes
    const headerBytes = getLocalHeaderLength(entry, false)
    const room = await this.#out.room(headerBytes + sizeBytes)
    let read = 0
    while (read < sizeBytes) {
      const { bytesRead } = await file.read(room, headerBytes + read, sizeBytes - read, read)
      if (bytesRead === 0) break
      read += bytesRead
    }
    const content = { crc32: crc32(room.subarray(headerBytes, headerBytes + read)), sizeBytes: read }
    room.set(buildLocalHeader(entry, content))
    this.#out.use(headerBytes + read)
    this.#table.push(buildCentralHeader(entry, { ...content, offsetBytes, hasDescriptor: false }))
  }

  async #addLarge(entry: ZipEntry, file: FileHandle, sizeBytes: number): Promise<void> {
    const offsetBytes = this.#out.offsetBytes
    const isZip64 = sizeBytes >= LIMIT_32
    await this.#out.append(buildLocalHeader(entry, null, isZip64))
    const content: ZipContent = { crc32: 0, sizeBytes: 0 }
    let problem: unknown = null
    while (content.sizeBytes < sizeBytes) {
      const room = await this.#out.room()
      const wanted = Math.min(room.length, sizeBytes - content.sizeBytes)
      const read = file.read(room, 0, wanted, content.sizeBytes).catch((error: unknown) => {
        problem = error
        return { bytesRead: 0 }
      })
      const { bytesRead } = await read
      if (bytesRead === 0) break
      content.crc32 = crc32(room.subarray(0, bytesRead), content.crc32)
      content.sizeBytes += bytesRead
      this.#out.use(bytesRead)
    }
    await this.#out.append(buildDescriptor(content, isZip64))
    this.#table.push(buildCentralHeader(entry, { ...content, offsetBytes, hasDescriptor: true }))
    // What was read of it is there, and the zip stays whole.
    if (problem !== null) throw problem
  }
}
