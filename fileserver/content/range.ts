export interface ByteRange {
  start: number
  /** The last byte, as in the header. */
  end: number
}

/** `whole`: answer 200 with everything. `none`: no range can be satisfied (416). */
export type RangeChoice = { kind: 'whole' } | { kind: 'none' } | { kind: 'parts'; parts: ByteRange[] }

const WHOLE: RangeChoice = { kind: 'whole' }
/** More than this is no reader but an attack on the server (RFC 9110, 14.2 allows to ignore it). */
const PARTS_MAX = 20
const SPEC = /^(?:(\d{1,20})-(\d{0,20})|-(\d{1,20}))$/

/**
 * What a Range header asks of a file (RFC 9110, 14). What is no byte range, or malformed, is as if it were not there. Ranges
 * that overlap or come out of order, and too many of them, are answered with the whole.
 */
export function parseRange(header: string | undefined, sizeBytes: number): RangeChoice {
  const set = /^bytes=(.+)$/i.exec(header?.trim() ?? '')?.[1]
  if (set === undefined) return WHOLE
  const specs = set
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  if (specs.length === 0) return WHOLE
  const parts: ByteRange[] = []
  for (const spec of specs) {
    const match = SPEC.exec(spec)
    if (!match) return WHOLE
    const part = toRange(match, sizeBytes)
    if (part === 'invalid') return WHOLE
    if (part) parts.push(part)
  }
  if (parts.length === 0) return { kind: 'none' }
  return specs.length > PARTS_MAX || !isAscending(parts) ? WHOLE : { kind: 'parts', parts }
}

/** Null when the file ends before it. */
function toRange([, first, last, suffix]: RegExpExecArray, sizeBytes: number): ByteRange | null | 'invalid' {
  if (suffix !== undefined) {
    const length = Math.min(Number(suffix), sizeBytes)
    return length === 0 ? null : { start: sizeBytes - length, end: sizeBytes - 1 }
  }
  const start = Number(first)
  const end = last === '' ? Number.POSITIVE_INFINITY : Number(last)
  if (end < start) return 'invalid'
  return start >= sizeBytes ? null : { start, end: Math.min(end, sizeBytes - 1) }
}

function isAscending(parts: readonly ByteRange[]): boolean {
  return parts.every((part, index) => index === 0 || part.start > (parts[index - 1]?.end ?? -1))
}
