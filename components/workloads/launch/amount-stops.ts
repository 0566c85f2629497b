import type { AmountUnit } from '#lib/format.ts'

export type SizeUnit = Extract<AmountUnit, 'millicores' | 'bytes'>

const MIB = 1024 ** 2
const GIB = 1024 ** 3

/** What people mean by a size; between two of them the field is there. */
const CPU = [100, 250, 500, 750, 1000, 1500, 2000, 3000, 4000, 6000, 8000, 12_000, 16_000, 24_000, 32_000, 48_000]
const MEMORY = [128, 256, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12_288, 16_384, 24_576, 32_768, 49_152]
const STOPS: Record<SizeUnit, readonly number[]> = {
  millicores: [...CPU, 64_000, 96_000, 128_000],
  bytes: [...MEMORY, 65_536, 98_304, 131_072, 196_608, 262_144, 393_216, 524_288].map((amount) => amount * MIB),
}
/** Where neither a quota nor a machine says how much there is. */
const UNKNOWN_MOST: Record<SizeUnit, number> = { millicores: 8000, bytes: 32 * GIB }

/** The amounts a slider stops at, up to what can be had at all; two at least. */
export function listStops(unit: SizeUnit, most: number | null): number[] {
  const all = STOPS[unit]
  const top = roundDown(most ?? UNKNOWN_MOST[unit], unit)
  const stops = all.filter((stop) => stop <= top)
  const last = stops.at(-1)
  if (last === undefined || stops.length < 2) return all.slice(0, 2)
  return last < top ? [...stops, top] : stops
}

/** To what a person would write: machines have 15.43 GiB. */
function roundDown(amount: number, unit: SizeUnit): number {
  const [whole, part] = unit === 'bytes' ? [GIB, 64 * MIB] : [1000, 50]
  const step = amount >= 4 * whole ? whole : part
  return Math.floor(amount / step) * step
}

/** The stop that is closest to an amount. */
export function findStop(stops: readonly number[], amount: number): number {
  let best = 0
  for (const [index, stop] of stops.entries()) {
    if (Math.abs(stop - amount) < Math.abs((stops[best] ?? 0) - amount)) best = index
  }
  return best
}

/** Where an amount lies on the slider, from 0 to 1; its stops are equally far from each other. */
export function getPlace(stops: readonly number[], amount: number): number {
  const next = stops.findIndex((stop) => stop >= amount)
  if (next === -1) return 1
  const [before = 0, after = 0] = [stops[next - 1], stops[next]]
  if (next === 0) return 0
  return (next - 1 + (amount - before) / (after - before)) / (stops.length - 1)
}

/** As the field has it: "500m", "1.5" is "1500m", "2Gi", "512Mi". */
export function toAmountText(amount: number, unit: SizeUnit): string {
  if (unit === 'millicores') return amount % 1000 === 0 ? `${amount / 1000}` : `${amount}m`
  const mebibytes = Math.floor(amount / MIB)
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}Gi` : `${mebibytes}Mi`
}
