import { NAME_BYTES_MAX } from '#lib/files/protocol/wire-path.ts'

/** Each has a sentence below `files.names`. */
export type NameProblem = 'empty' | 'dots' | 'slash' | 'nul' | 'tooLong' | 'reserved'

/** Kept by the file server at the root of a volume; nobody reaches what is below. */
const RESERVED = new Set(['.moorage', '.trash'])

/** Why something cannot be called so; null when it can. Whether the name is free, only the server knows. */
export function checkName(name: string, { isAtRoot }: { isAtRoot: boolean }): NameProblem | null {
  if (name === '') return 'empty'
  if (name === '.' || name === '..') return 'dots'
  if (name.includes('/')) return 'slash'
  if (name.includes('\0')) return 'nul'
  if (new TextEncoder().encode(name).length > NAME_BYTES_MAX) return 'tooLong'
  return isAtRoot && RESERVED.has(name) ? 'reserved' : null
}

/** How many characters of a name are not its extension: renaming a file leaves that alone. */
export function getStemLength(name: string, isFolder: boolean): number {
  const dot = name.lastIndexOf('.')
  return isFolder || dot <= 0 ? name.length : dot
}
