import { Check, Minus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { RelativeTime } from './relative-time.tsx'
import { Spinner } from './spinner.tsx'

export interface Step {
  id: string
  label: string
  state: 'done' | 'now' | 'waiting' | 'failed' | 'skipped'
  /** When it ended, or when the one at hand began, as an ISO time. */
  at?: string | null
  detail?: ReactNode
}

const LOOKS: Record<Step['state'], { mark: ReactNode; className: string }> = {
  done: { mark: <Check aria-hidden className="size-3.5" />, className: 'bg-good-soft text-good' },
  now: { mark: <Spinner />, className: 'bg-info-soft text-info' },
  waiting: { mark: null, className: 'border border-line-strong' },
  failed: { mark: <X aria-hidden className="size-3.5" />, className: 'bg-danger-soft text-danger' },
  skipped: { mark: <Minus aria-hidden className="size-3.5" />, className: 'bg-sunken text-quiet' },
}

/** What has happened, what happens now, what comes: progress with times instead of a spinner. */
export function Steps({ label, steps }: { label: string; steps: Step[] }) {
  const t = useTranslations('ui.steps')
  return (
    <ol aria-label={label} className="grid gap-3">
      {steps.map((step) => (
        <li key={step.id} aria-current={step.state === 'now' ? 'step' : undefined} className="flex gap-3">
          <span
            className={classNames('grid size-5 shrink-0 place-items-center rounded-full', LOOKS[step.state].className)}
          >
            {LOOKS[step.state].mark}
          </span>
          <span className="min-w-0">
            <span
              className={classNames(step.state === 'now' && 'font-medium', step.state === 'waiting' && 'text-quiet')}
            >
              {step.label}
            </span>
            <span className="sr-only"> ({t(step.state)})</span>
            {step.at && (
              <span className="text-table text-quiet">
                {' · '}
                <RelativeTime at={step.at} />
              </span>
            )}
            {step.detail && <span className="block text-table text-quiet">{step.detail}</span>}
          </span>
        </li>
      ))}
    </ol>
  )
}
