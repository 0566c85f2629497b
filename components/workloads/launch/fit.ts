import { parseAmount } from '#lib/quota/objects-amounts.ts'
import type { OfferedTemplate } from '#lib/workloads/schema-offer.ts'
import { toAmountText } from './amount-stops.ts'
import type { LaunchValues } from './launch-values.ts'

type Sizes = OfferedTemplate['sizes']
export type LaunchSize = Sizes[number]

/** What fits, as a part of the form. */
export type Fit = Partial<Pick<LaunchValues, 'cpu' | 'memory' | 'gpus' | 'replicas'>>

interface Wanted {
  field: string | null
  /** As a sentence has it: "1.5 GiB", "0.25 CPU", "2". */
  amount: string
}

const MIB = 1024 ** 2
const UNITS: Record<string, number> = {
  B: 1,
  KiB: 1024,
  MiB: MIB,
  GiB: MIB * 1024,
  TiB: MIB * 1024 ** 2,
  PiB: MIB * 1024 ** 3,
}

/** The form with that much less of a field; null when nothing of it would be left. */
export function takeLess(values: Pick<LaunchValues, 'cpu' | 'memory' | 'gpus'>, { field, amount }: Wanted): Fit | null {
  const [, digits = '', unit = ''] = /^([\d.,]+)\s*([A-Za-z]*)$/.exec(amount) ?? []
  const less = Number(digits.replaceAll(',', ''))
  if (digits === '' || Number.isNaN(less)) return null
  switch (field ?? '') {
    case 'memory': {
      const now = parseAmount(values.memory, 'bytes')
      const unitBytes = UNITS[unit]
      if (now === null || unitBytes === undefined) return null
      // What has a decimal in a sentence has been rounded, and what is proposed has to fit.
      return toMemory(now - (Number.isInteger(less) ? less : less + 0.05) * unitBytes)
    }
    case 'cpu': {
      const now = parseAmount(values.cpu, 'millicores')
      const left = now === null ? 0 : Math.floor((now - less * 1000) / 10) * 10
      return left > 0 ? { cpu: toAmountText(left, 'millicores') } : null
    }
    case 'gpus':
      return values.gpus !== null && values.gpus >= less ? { gpus: values.gpus - less } : null
    default:
      return null
  }
}

function toMemory(bytes: number): Fit | null {
  const step = bytes >= 256 * MIB ? 64 : 2
  const mebibytes = Math.floor(bytes / MIB / step) * step
  if (mebibytes < 6) return null
  return { memory: toAmountText(mebibytes * MIB, 'bytes') }
}

/** The largest of the offered sizes that is no larger than what fits; null when there is none. */
export function findSize(
  sizes: readonly LaunchSize[],
  limit: Pick<LaunchValues, 'cpu' | 'memory' | 'gpus'>,
): LaunchSize | null {
  const amount = ({ cpu, memory, gpus }: Pick<LaunchValues, 'cpu' | 'memory' | 'gpus'>) => ({
    cpu: parseAmount(cpu, 'millicores') ?? 0,
    memory: parseAmount(memory, 'bytes') ?? 0,
    gpus: gpus ?? 0,
  })
  const most = amount(limit)
  const fitting = sizes.filter((size) => {
    const { cpu, memory, gpus } = amount(size)
    return cpu <= most.cpu && memory <= most.memory && gpus <= most.gpus
  })
  return fitting.toSorted((a, b) => amount(b).memory - amount(a).memory || amount(b).cpu - amount(a).cpu)[0] ?? null
}

/** Which of the sizes stands in the form; amounts count, not how they are written. */
export function matchSize(sizes: readonly LaunchSize[], values: Pick<LaunchValues, 'cpu' | 'memory' | 'gpus'>) {
  const isSame = (a: string, b: string, unit: 'bytes' | 'millicores') =>
    parseAmount(a.trim(), unit) === parseAmount(b, unit)
  return (
    sizes.find(
      ({ cpu, memory, gpus }) =>
        isSame(values.cpu, cpu, 'millicores') && isSame(values.memory, memory, 'bytes') && values.gpus === gpus,
    ) ?? null
  )
}
