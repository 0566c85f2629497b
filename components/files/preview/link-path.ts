import { decodePath, joinPath, toWireName } from '#lib/files/protocol/wire-path.ts'

/**
 * Where a relative address in a text leads on the volume, as a path of the wire; null for what leads elsewhere: another
 * site, out of the volume, a place within the same text.
 */
export function findLinkedPath(address: string, folder: string): string | null {
  if (address === '' || /^[a-z][a-z0-9+.-]*:|^\/\/|^[#?]/i.test(address)) return null
  const names: string[] = address.startsWith('/') || folder === '' ? [] : folder.split('/')
  for (const part of (address.split(/[?#]/)[0] ?? '').split('/')) {
    if (part === '..') {
      if (names.pop() === undefined) return null
    } else if (part !== '' && part !== '.') {
      names.push(toWireName(decodeAddress(part)))
    }
  }
  const path = names.reduce(joinPath, '')
  return path !== '' && decodePath(path) ? path : null
}

function decodeAddress(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
