'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { showToast } from '#components/feedback/toast-queue.ts'
import { FormProblem } from '#components/form/form-problem.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { StateDot, type StateKind } from '#components/ui/state-dot.tsx'
import { startProbeAction } from '#lib/maintenance/actions.ts'
import type { ProbeState, ProbeView } from '#lib/maintenance/schema.ts'
import { useAdminAction } from './use-admin-action.ts'

const STATES: Record<ProbeState, StateKind> = {
  never: 'unknown',
  running: 'progress',
  enforced: 'good',
  'not-enforced': 'danger',
  unclear: 'unknown',
}

/** Tries whether network policies do anything here. */
export function HealthProbe({ probe }: { probe: ProbeView }) {
  const t = useTranslations('admin.health.probe')
  const router = useRouter()
  const { isBusy, problem, run } = useAdminAction(startProbeAction)
  const { state, at, facts, isInstalled } = probe
  const isRunning = isBusy || state === 'running'
  const start = async () => {
    if (!(await run({}))) return
    showToast({ title: t('started'), description: t('tryingText') })
    router.refresh()
  }
  return (
    <Card
      title={t('title')}
      description={t('text')}
      actions={
        <Button isBusy={isRunning} disabledReason={isInstalled ? null : t('notInstalled')} onClick={() => void start()}>
          {state === 'never' ? t('tryNow') : t('tryAgain')}
        </Button>
      }
    >
      <div className="grid gap-3">
        {problem && <FormProblem error={problem} />}
        <StateDot state={STATES[state]} label={t(state)} since={at} />
        {!isInstalled && <p className="max-w-text text-table text-pretty text-quiet">{t('notInstalled')}</p>}
        {facts && (
          <div className="text-table">
            <Fold summary={t('facts')}>
              <CodeBlock label={t('facts')} code={facts} />
            </Fold>
          </div>
        )}
      </div>
    </Card>
  )
}
