import { isGpuResource } from '#lib/env/gpu-resources.ts'
import { parseAmount } from '#lib/quota/objects-amounts.ts'

type Amounts = Readonly<Record<string, string>>

/** How many of each kind. */
export function listGpus(amounts: Amounts): [kind: string, count: number][] {
  return Object.entries(amounts)
    .filter(([name]) => isGpuResource(name))
    .map(([name, amount]) => [name, parseAmount(amount, 'count') ?? 0])
}

export const countGpus = (amounts: Amounts) => listGpus(amounts).reduce((sum, [, count]) => sum + count, 0)
