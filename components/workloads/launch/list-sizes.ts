import type { OfferedTemplate } from '#lib/workloads/schema-offer.ts'
import type { LaunchSize } from './fit.ts'

/** For what has no template; the first is proposed. */
const PLAIN_SIZES: readonly LaunchSize[] = [
  { id: 'small', cpu: '500m', memory: '512Mi', gpus: 0 },
  { id: 'medium', cpu: '1', memory: '2Gi', gpus: 0 },
  { id: 'large', cpu: '2', memory: '4Gi', gpus: 0 },
]

export function listSizes(template: Pick<OfferedTemplate, 'sizes'> | null): readonly LaunchSize[] {
  return template?.sizes ?? PLAIN_SIZES
}
