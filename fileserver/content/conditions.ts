/**
 * Whether a list of tags (`If-Match`, `If-None-Match`) has the tag of what is there. `etag` is null when nothing is. With
 * `isStrong`, tags that are marked weak never match (RFC 9110, 8.8.3.2).
 */
export function matchesTag(header: string, etag: string | null, { isStrong }: { isStrong: boolean }): boolean {
  if (header.trim() === '*') return etag !== null
  if (etag === null) return false
  return [...header.matchAll(/(W\/)?"([^"]*)"/g)].some(([, weak, tag]) => tag === etag && !(isStrong && weak))
}

/** Whether a range may be answered: without If-Range always, with it only if the file is still the same. */
export function isRangeValid(ifRange: string | undefined, etag: string): boolean {
  // A date says less than our tags and is never taken for the same.
  return ifRange === undefined || ifRange.trim() === `"${etag}"`
}
