/** `MOORAGE_BENCH_SCALE=0.1` asks whether a benchmark measures at all; its figures do not count then. */
const factor = Number(process.env['MOORAGE_BENCH_SCALE'] ?? 1)

/** So many of what is measured with, at least one. */
export function scale(count: number): number {
  if (!(factor > 0 && factor <= 1)) throw new Error('MOORAGE_BENCH_SCALE takes a number above 0 and up to 1.')
  return Math.max(1, Math.round(count * factor))
}
