import { useTranslations } from 'next-intl'
import { StateDot } from '#components/ui/state-dot.tsx'
import type { Explanation } from '#lib/workloads/schema.ts'
import { getStateKind } from './workload-state.ts'

interface WorkloadDotProps {
  explanation: Pick<Explanation, 'state' | 'since'>
  isSinceShown?: boolean
}

/** The state of a workload in a word, and since when. */
export function WorkloadDot({ explanation: { state, since }, isSinceShown = true }: WorkloadDotProps) {
  const t = useTranslations('workloads.states')
  return <StateDot state={getStateKind(state)} label={t(state)} since={isSinceShown ? since : null} />
}
