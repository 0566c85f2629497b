import type { StateKind } from '#components/ui/state-dot.tsx'
import type { Volume, VolumePhase } from '#lib/storage/schema.ts'

const KINDS: Record<VolumePhase, StateKind> = {
  'pending-first-use': 'idle',
  pending: 'progress',
  bound: 'good',
  growing: 'progress',
  'grow-failed': 'danger',
  deleting: 'progress',
  lost: 'danger',
}

export function getVolumeState({ phase, waitsForUse }: Pick<Volume, 'phase' | 'waitsForUse'>): StateKind {
  return waitsForUse ? 'idle' : KINDS[phase]
}

/** Which sentence below `storagePage.phaseTexts` says what the state means for this volume. */
export function getStateText({ phase, waitsForUse, mountedBy }: Volume): VolumePhase | 'growsOnUse' | 'deletingWaits' {
  if (waitsForUse) return 'growsOnUse'
  return phase === 'deleting' && mountedBy.length > 0 ? 'deletingWaits' : phase
}

/** What people call it. */
export function getVolumeLabel({ title, name }: Pick<Volume, 'title' | 'name'>): string {
  return title ?? name
}

/** The first one of the space first, then by what people call them. */
export function sortVolumes(volumes: readonly Volume[]): Volume[] {
  return volumes.toSorted(
    (a, b) =>
      Number(b.isPrimary) - Number(a.isPrimary) ||
      getVolumeLabel(a).localeCompare(getVolumeLabel(b), 'en', { numeric: true }),
  )
}

/** Of one; null when nothing was measured, or there is no disk yet. */
export function getUsedShare({ usedBytes, capacityBytes }: Volume): number | null {
  return usedBytes === null || !capacityBytes ? null : usedBytes / capacityBytes
}

/** From where on a disk is worth a word, a louder one and a last one before it stops somebody's work. */
export const FULLNESS = { high: 0.8, higher: 0.9, nearly: 0.95 } as const
export const NEARLY_FULL = FULLNESS.high

export function hasFailed({ phase }: Pick<Volume, 'phase'>): boolean {
  return phase === 'grow-failed' || phase === 'lost'
}
