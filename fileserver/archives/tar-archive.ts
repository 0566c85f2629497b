import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import type { Archive, ArchiveEntry } from './archive-entry.ts'

/** A tar, packed by gzip or not, read from its beginning to its end. */
export function openTar(file: FileHandle, { isGzip }: { isGzip: boolean }): Archive {
  return {
    totals: null,
    entries: async function* read() {
      const source = file.createReadStream({ autoClose: false, start: 0 })
      const tar = extract()
      const end = (error?: Error | null) => {
        if (error) tar.destroy(error)
      }
      if (isGzip) pipeline(source, createGunzip(), tar, end)
      else pipeline(source, tar, end)
      try {
        for await (const entry of tar) {
          yield toArchiveEntry(entry)
          entry.resume()
        }
      } finally {
        source.destroy()
      }
    },
  }
}

type Entry = ReturnType<typeof extract> extends AsyncIterable<infer Source> ? Source : never

function toArchiveEntry(entry: Entry): ArchiveEntry {
  const { name, type, size, mtime, mode } = entry.header
  return {
    name: Buffer.from(name),
    kind: type === 'directory' ? 'folder' : type === 'file' || type === 'contiguous-file' ? 'file' : 'other',
    sizeBytes: size ?? 0,
    changedAt: mtime ?? new Date(0),
    permissions: (mode ?? 0) & 0o777,
    crc32: null,
    open: () => Promise.resolve(entry as unknown as AsyncIterable<Buffer>),
  }
}
