'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { Button } from '#components/ui/button.tsx'
import { Sheet } from '#components/ui/dialog.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import { LaunchViewProvider, useLaunchCheck, useLaunchPlace, useLaunchView } from './launch-context.tsx'
import { LaunchOutcome } from './launch-outcome.tsx'
import { type LaunchState, useLaunchState } from './use-launch-state.ts'

interface LaunchAsideProps {
  /** How many fields an edit changes; null: a new workload. */
  changed?: number | null
  /** Above the outcome: what an edit changes. */
  children?: ReactNode
}

/** At the right what would happen, always in view; on a phone a bar at the bottom that opens it. */
export function LaunchAside({ changed = null, children }: LaunchAsideProps) {
  const t = useTranslations('launchPage')
  const { editUid } = useLaunchPlace()
  const state = useLaunchState(changed)
  const [isOpen, setIsOpen] = useState(false)
  const view = useLaunchView()
  const showField = (path: string) => {
    setIsOpen(false)
    // The sheet gives the focus back when it has gone, and only then may it go on to the field.
    setTimeout(() => view.showField(path), CLOSED_AFTER_MS)
  }
  const title = t(editUid === null ? 'check.title' : 'edit.check')
  const label = t(editUid === null ? 'launch' : 'edit.save')
  return (
    <>
      {/* Said aloud once, wherever it is shown. */}
      <output className="sr-only">{state.summary}</output>
      <aside
        aria-label={title}
        className="sticky top-20 hidden max-h-[calc(100dvh-6.5rem)] overflow-y-auto rounded-box border border-line bg-surface lg:block"
      >
        <div className="sticky top-0 z-10 grid gap-3 border-b border-line bg-surface p-4">
          <div className="flex items-center justify-between gap-3">
            <h2 className="font-semibold">{title}</h2>
            <Summary state={state} />
          </div>
          <div>
            <SubmitButton disabledReason={state.disabledReason} showReason>
              {label}
            </SubmitButton>
          </div>
        </div>
        <div className="grid gap-5 p-4">
          {children}
          <LaunchOutcome />
        </div>
      </aside>
      <div className="fixed inset-x-0 bottom-0 z-20 flex items-center gap-3 border-t border-line bg-surface px-4 pt-2.5 pb-[max(0.625rem,env(safe-area-inset-bottom))] lg:hidden">
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => setIsOpen(true)}
          className="grid min-h-11 min-w-0 grow content-center justify-items-start rounded-item text-start"
        >
          <Summary state={state} />
          <span className="max-w-full truncate text-table text-quiet underline underline-offset-4">
            {state.disabledReason ?? t('check.details')}
          </span>
        </button>
        <SubmitButton disabledReason={state.disabledReason}>{label}</SubmitButton>
      </div>
      <Sheet
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={title}
        footer={<Button onClick={() => setIsOpen(false)}>{t('check.close')}</Button>}
      >
        <LaunchViewProvider value={{ ...view, showField }}>
          <div className="grid gap-5">
            {state.disabledReason && <p className="text-quiet">{state.disabledReason}</p>}
            {children}
            <LaunchOutcome />
          </div>
        </LaunchViewProvider>
      </Sheet>
    </>
  )
}

const CLOSED_AFTER_MS = 300

const DOTS = { good: 'good', danger: 'danger', warning: 'warning', asking: 'progress' } as const

function Summary({ state }: { state: LaunchState }) {
  const t = useTranslations('launchPage.check')
  const { isAsking } = useLaunchCheck()
  return (
    <span className="inline-flex items-center gap-2 text-table">
      {isAsking && (
        <span className="text-quiet" data-tip={t('asking')}>
          <Spinner />
        </span>
      )}
      <StateDot state={DOTS[state.tone]} label={state.summary} />
    </span>
  )
}
