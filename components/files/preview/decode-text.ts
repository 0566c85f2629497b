export interface DecodedText {
  text: string
  /** `binary` is no text at all. */
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'binary'
}

/** How many bytes are looked at to tell text from everything else, as git does. */
const SNIFF_BYTES = 8000

/** Bytes as text. `isPart`: they may end in the middle of a character. */
export function decodeText(bytes: Uint8Array, { isPart }: { isPart: boolean }): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: decode(bytes, 'utf-16le', isPart), encoding: 'utf-16le' }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: decode(bytes, 'utf-16be', isPart), encoding: 'utf-16be' }
  if (bytes.subarray(0, SNIFF_BYTES).includes(0)) return { text: '', encoding: 'binary' }
  try {
    // A byte order mark stays in the text, so that saving writes it again.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return { text: decoder.decode(bytes, { stream: isPart }), encoding: 'utf-8' }
  } catch {
    return { text: decode(bytes, 'windows-1252', isPart), encoding: 'windows-1252' }
  }
}

function decode(bytes: Uint8Array, encoding: string, isPart: boolean): string {
  return new TextDecoder(encoding).decode(bytes, { stream: isPart })
}

/** How lines end. Where both ways are mixed, "\n" is taken and every "\r" stays as it is. */
export function findLineEnd(text: string): '\n' | '\r\n' {
  return text.includes('\r\n') && !/(?:^|[^\r])\n/.test(text) ? '\r\n' : '\n'
}
