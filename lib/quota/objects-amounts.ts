import type { AmountUnit } from '#lib/format.ts'
import { parseQuantity } from '#lib/kube/quantity.ts'

const SUFFIX = /(m|u|n|[kMGTPE]i?|Ki|[eE][+-]?\d{1,2})$/
const LARGER: Record<string, string> = { n: 'u', u: 'm', m: '', '': 'k', k: 'M', M: 'G', G: 'T', T: 'P', P: 'E' }

/** Thousandths of a Kubernetes quantity, rounded up: "0.5" is 500, "250m" is 250; throws INVALID_INPUT. */
export function parseMillis(text: string): bigint {
  const whole = parseQuantity(text)
  const suffix = SUFFIX.exec(text)?.[0] ?? ''
  const larger = LARGER[suffix]
  // Binary and exponent suffixes have no neighbour a thousand times larger, and never stand for a part of one here.
  if (larger === undefined) return whole * 1000n
  return parseQuantity(text.slice(0, text.length - suffix.length) + larger)
}

/** A quantity as the number that is shown; null when it is none or larger than a number can hold exactly. */
export function parseAmount(text: string | undefined, unit: AmountUnit): number | null {
  if (text === undefined) return null
  try {
    const amount = Number(unit === 'millicores' ? parseMillis(text) : parseQuantity(text))
    return Number.isSafeInteger(amount) ? amount : null
  } catch {
    return null
  }
}
