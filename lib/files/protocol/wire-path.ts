/**
 * Names on a volume are bytes. On the wire each is percent-encoded, also where the bytes are no UTF-8, so that every name
 * can be asked for again exactly; a path is its names joined by "/", and "" is the root of the volume. What is encoded
 * otherwise than `encodeName` would (a raw space, "%41", "%2f") is refused: one name has one spelling.
 */
export const NAME_BYTES_MAX = 255
const PATH_BYTES_MAX = 4096

const PLAIN = /^[A-Za-z0-9._~-]$/
const SPELT = /^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+$/

export function encodeName(name: Uint8Array): string {
  let text = ''
  for (const byte of name) {
    const character = String.fromCodePoint(byte)
    text += PLAIN.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return text
}

/** The bytes of a name; null for what is no name: empty, ".", "..", with "/" or NUL, too long, or spelt in another way. */
export function decodeName(encoded: string): Uint8Array | null {
  if (!SPELT.test(encoded)) return null
  const bytes: number[] = []
  for (let at = 0; at < encoded.length; at += 1) {
    if (encoded[at] === '%') {
      bytes.push(Number.parseInt(encoded.slice(at + 1, at + 3), 16))
      at += 2
    } else {
      bytes.push(encoded.codePointAt(at) ?? 0)
    }
  }
  const name = Uint8Array.from(bytes)
  if (name.length > NAME_BYTES_MAX || name.includes(0) || name.includes(0x2f)) return null
  if (encoded === '.' || encoded === '..' || encodeName(name) !== encoded) return null
  return name
}

/** The names of a path from the root down; null when one of them is none. */
export function decodePath(path: string): Uint8Array[] | null {
  if (path === '') return []
  const names = path.split('/').map(decodeName)
  if (names.some((name) => name === null)) return null
  const found = names.filter((name) => name !== null)
  const length = found.reduce((total, name) => total + name.length + 1, 0)
  return length > PATH_BYTES_MAX ? null : found
}

/** What somebody typed, as a name of the wire. */
export function toWireName(text: string): string {
  return encodeName(new TextEncoder().encode(text))
}

/** A name for people: bytes that are no UTF-8 become "�", and nothing in it can turn the direction of the line. */
export function toDisplayName(encoded: string): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(decodeName(encoded) ?? new Uint8Array())
  // Control characters and those that override the direction of text (Unicode Bidi_Control) are shown as what they are.
  return text.replaceAll(/[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '�')
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

export function getParentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

export function getLastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Whether the one is the other or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}
