'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { ProblemDetails } from '#components/feedback/problem-details.tsx'
import { showToast } from '#components/feedback/toast-queue.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import type { ErrorView } from '#lib/http/result.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import { getVerbWord } from './workload-verbs.ts'
import { useWorkloadWrites } from './use-workload-writes.ts'

interface StopDialogProps {
  workload: Workload
  onClose: () => void
}

/** Says what ends and what stays before somebody's work is ended. */
export default function StopDialog({ workload, onClose }: StopDialogProps) {
  const { kind, name, volumes } = workload
  const t = useTranslations('workloadsPage.stopForm')
  const tToast = useTranslations('workloadsPage.toasts')
  const writes = useWorkloadWrites()
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<ErrorView | null>(null)

  const stop = async () => {
    setIsBusy(true)
    const result = await writes.run('stop', workload)
    setIsBusy(false)
    if (!result.ok) {
      setProblem(result.error)
      return
    }
    showToast({ title: tToast(getVerbWord('stop', kind), { name }) })
    onClose()
  }
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={!isBusy}
      size="small"
      title={t(`title.${kind}`, { name })}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" isBusy={isBusy} onClick={() => void stop()}>
            {t(`submit.${kind}`)}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {problem && (
          <Banner tone="danger" role="alert">
            <p>{problem.message}</p>
            <ProblemDetails requestId={problem.requestId} raw={problem.raw} />
          </Banner>
        )}
        <p className="text-pretty">{t(`text.${kind}`)}</p>
        {volumes.length > 0 && <p className="text-pretty text-quiet">{t('volumes', { names: volumes.join(', ') })}</p>}
      </div>
    </Dialog>
  )
}
