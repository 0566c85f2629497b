/** Inclusive at both ends: ports, or IPv4 addresses as 32-bit numbers. */
export interface NumberRange {
  first: number
  last: number
}

/** Sorts and joins ranges that overlap or touch: nft refuses intervals that overlap. */
export function mergeRanges(ranges: readonly NumberRange[]): NumberRange[] {
  const merged: NumberRange[] = []
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const previous = merged.at(-1)
    if (previous && range.first <= previous.last + 1) previous.last = Math.max(previous.last, range.last)
    else merged.push({ ...range })
  }
  return merged
}

export function subtractRanges(range: NumberRange, holes: readonly NumberRange[]): NumberRange[] {
  const rest: NumberRange[] = []
  let first = range.first
  for (const hole of mergeRanges(holes)) {
    if (hole.first > range.last) break
    if (hole.first > first) rest.push({ first, last: hole.first - 1 })
    first = Math.max(first, hole.last + 1)
  }
  if (first <= range.last) rest.push({ first, last: range.last })
  return rest
}
