import { watch } from 'node:fs'
import type { FolderHandle } from './folder.ts'

/** Tells of names that come, go or change in an opened folder; null stands for "something". Returns what ends it. */
export function watchNames(folder: FolderHandle, onName: (name: Buffer | null) => void): () => void {
  const watcher = watch(`/proc/self/fd/${folder.fd}/.`, { encoding: 'buffer', persistent: false }, (_event, name) => {
    onName(name)
  })
  watcher.on('error', () => onName(null))
  return () => watcher.close()
}
