import { toDisplayName } from '#lib/files/protocol/wire-path.ts'

/** A path of the wire for people, beginning at the root of the volume: "/photos/2026". */
export function toDisplayPath(path: string): string {
  return `/${path === '' ? '' : path.split('/').map(toDisplayName).join('/')}`
}
