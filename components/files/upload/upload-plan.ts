import { decodePath, joinPath, toWireName } from '#lib/files/protocol/wire-path.ts'
import type { PickedItem } from './picked-items.ts'

export interface PlannedFile {
  /** Of the wire. */
  path: string
  /** Below the place, for people, and to know the file again when it is chosen anew. */
  names: string[]
  file: File | null
  problem: 'NAME_TOO_LONG' | 'UNREADABLE' | null
}

export interface UploadPlan {
  /** Those with nothing in them: all others are made with the first file that comes to lie in them. */
  folders: { path: string; names: string[] }[]
  files: PlannedFile[]
}

/** Where each thing will be. */
export function planUploads(items: readonly PickedItem[], targetPath: string): UploadPlan {
  const folders = new Map<string, string[]>()
  const filled = new Set<string>()
  const files: PlannedFile[] = []
  for (const { names, file, isUnreadable = false } of items) {
    const path = names.map(toWireName).reduce(joinPath, targetPath)
    const isTooLong = names.some((name) => name === '') || decodePath(path) === null
    if (file !== null || isUnreadable || isTooLong) {
      files.push({ path, names, file, problem: isTooLong ? 'NAME_TOO_LONG' : isUnreadable ? 'UNREADABLE' : null })
      if (!isTooLong && !isUnreadable) addAbove(filled, path)
    } else {
      folders.set(path, names)
      addAbove(filled, path)
    }
  }
  const empty = [...folders].filter(([path]) => !filled.has(path))
  return { folders: empty.map(([path, names]) => ({ path, names })), files }
}

/** Every folder on the way to a path. */
function addAbove(filled: Set<string>, path: string): void {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const parent = path.slice(0, end)
    if (filled.has(parent)) return
    filled.add(parent)
  }
}
