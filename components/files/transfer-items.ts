import { getLastName, getParentPath, isWithin, joinPath } from '#lib/files/protocol/wire-path.ts'

export interface TransferItem {
  from: string
  to: string
}

/** What moving these into a folder means; those that are there already stay where they are. */
export function toMoveItems(paths: readonly string[], folder: string): TransferItem[] {
  return paths
    .filter((path) => getParentPath(path) !== folder)
    .map((from) => ({ from, to: joinPath(folder, getLastName(from)) }))
}

export function toCopyItems(paths: readonly string[], folder: string): TransferItem[] {
  return paths.map((from) => ({ from, to: joinPath(folder, getLastName(from)) }))
}

/** A copy beside its original gets a name of its own, without anybody being asked. */
export function isCopyInPlace(paths: readonly string[], folder: string): boolean {
  return paths.length > 0 && paths.every((path) => getParentPath(path) === folder)
}

/** Whether a folder would go into itself or below. */
export function isIntoItself(paths: readonly string[], folder: string): boolean {
  return paths.some((path) => path !== '' && isWithin(folder, path))
}

/** The way back of what was moved. */
export function toWayBack(moved: readonly { from: string; to: string | null }[]): TransferItem[] {
  return moved.flatMap(({ from, to }) => (to === null ? [] : [{ from: to, to: from }]))
}

/** In lists no longer than the server takes at once. */
export function splitItems<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  )
}
