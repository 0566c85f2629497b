import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { RelativeTime } from './relative-time.tsx'
import { TEXT_TONE, type Tone } from './tone.ts'

/** What a state means to a person; each has a shape of its own, so that colour is never needed to tell them apart. */
export type StateKind = 'good' | 'progress' | 'idle' | 'warning' | 'danger' | 'unknown'

const TONES: Record<StateKind, Tone> = {
  good: 'good',
  progress: 'info',
  idle: 'neutral',
  warning: 'warning',
  danger: 'danger',
  unknown: 'neutral',
}

const SHAPES: Record<StateKind, ReactNode> = {
  good: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  progress: (
    <>
      <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.75" strokeOpacity="0.35" />
      <path d="M6 2a4 4 0 0 1 4 4" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    </>
  ),
  idle: <circle cx="6" cy="6" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  warning: <path d="M6 1.5 11 10.5H1z" fill="currentColor" strokeLinejoin="round" />,
  danger: <path d="M6 1 11 6 6 11 1 6z" fill="currentColor" />,
  unknown: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2 2.2" />,
}

interface StateDotProps {
  state: StateKind
  /** The state in a word or two: "Ready", "Growing", "Disk full". */
  label: string
  /** Since when, as an ISO time. */
  since?: string | null
  isQuiet?: boolean
}

export function StateDot({ state, label, since, isQuiet = false }: StateDotProps) {
  return (
    <span className="inline-flex max-w-full items-center gap-2">
      <svg
        aria-hidden
        viewBox="0 0 12 12"
        className={classNames('size-3 shrink-0', TEXT_TONE[TONES[state]], state === 'progress' && 'animate-turn')}
      >
        {SHAPES[state]}
      </svg>
      <span className="min-w-0 truncate">
        <span className={isQuiet ? 'text-quiet' : undefined}>{label}</span>
        {since && (
          <span className="text-quiet">
            {' · '}
            <RelativeTime at={since} />
          </span>
        )}
      </span>
    </span>
  )
}
