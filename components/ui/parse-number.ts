/**
 * What somebody wrote into a number field: null for nothing, NaN for what is not a plain number. Forms such as "1e18"
 * or "0x10" are refused, because nobody means them in a form and few see what they say.
 */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(trimmed) ? Number(trimmed) : Number.NaN
}

/** The next step up or down inside the limits; from nothing, the lowest number. */
export function stepNumber(value: number | null, by: number, { min = -Infinity, max = Infinity } = {}): number {
  if (value === null || Number.isNaN(value)) return Number.isFinite(min) ? min : 0
  // Steps of 0.1 would otherwise end at 0.30000000000000004.
  const next = Math.round((value + by) * 1e6) / 1e6
  return Math.min(Math.max(next, min), max)
}
