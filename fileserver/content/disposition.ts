import { encodeName } from '#lib/files/protocol/wire-path.ts'

/**
 * The header that names a download (RFC 6266, RFC 8187). The plain form has only harmless ASCII, the second all of it, so no
 * name can end the line or the quotes.
 */
export function toDisposition(name: Uint8Array, kind: 'attachment' | 'inline'): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(name).replaceAll(UNSAFE, '_')
  const plain = text.replaceAll(/[^\w.()\- ]/g, '_')
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encodeName(new TextEncoder().encode(text))}`
}

// Control characters, and those that turn the direction of text: "gpj.exe" must not be read as "exe.jpg".
const UNSAFE = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu
