/** Our own folders at the top of a volume: unfinished work, and what was deleted. No path of the wire leads into them. */
export const WORK_NAME = Buffer.from('.moorage')
export const TRASH_NAME = Buffer.from('.trash')

/** Of a name directly below the root. */
export function isHiddenName(name: Uint8Array): boolean {
  return WORK_NAME.equals(name) || TRASH_NAME.equals(name)
}
