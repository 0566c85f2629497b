import type { StateKind } from '#components/ui/state-dot.tsx'
import type { WorkloadPod } from '#lib/workloads/schema.ts'

export type PodWord = 'ready' | 'notReady' | 'pending' | 'ending' | 'done' | 'failed' | 'unknown'

const KINDS: Record<PodWord, StateKind> = {
  ready: 'good',
  notReady: 'warning',
  pending: 'progress',
  ending: 'progress',
  done: 'good',
  failed: 'danger',
  unknown: 'unknown',
}

/** One word for a pod; why it is so stands in the explanation. */
export function getPodState({ phase, isReady, isDeleting }: Pick<WorkloadPod, 'phase' | 'isReady' | 'isDeleting'>): {
  kind: StateKind
  word: PodWord
} {
  const word = toWord(phase, isReady, isDeleting)
  return { kind: KINDS[word], word }
}

function toWord(phase: string, isReady: boolean, isDeleting: boolean): PodWord {
  if (phase === 'Succeeded') return 'done'
  if (phase === 'Failed') return 'failed'
  if (isDeleting) return 'ending'
  if (phase === 'Pending') return 'pending'
  if (phase === 'Running') return isReady ? 'ready' : 'notReady'
  return 'unknown'
}
