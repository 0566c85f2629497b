'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { showToast } from '#components/feedback/toast-queue.ts'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { DialogFooter } from '#components/ui/dialog-footer.tsx'
import { restartUsersAction } from '#lib/config/actions.ts'
import type { ConfigItem, ConfigUser } from '#lib/config/schema.ts'
import type { ConfigRights } from './config-rights.ts'

interface RestartOfferProps {
  item: ConfigItem
  rights: ConfigRights
  onClose: () => void
}

/** New values are saved; whoever has read the old ones goes on with them until it starts anew. */
export function RestartOffer({ item, rights, onClose }: RestartOfferProps) {
  const t = useTranslations('config.restart')
  const { space, kind, name, usedBy } = item
  const services = usedBy.filter((user) => user.kind === 'service')
  const later = usedBy.filter((user) => user.kind !== 'service')
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const chosen = services.filter((user) => !left.has(user.name))
  const toggle = ({ name: user }: ConfigUser) =>
    setLeft(new Set(left.has(user) ? [...left].filter((one) => one !== user) : [...left, user]))

  const restart = async () => {
    setIsBusy(true)
    setProblem(null)
    try {
      const result = await restartUsersAction({ space, kind, name, workloads: chosen })
      if (!result.ok) return setProblem(result.error.message)
      const failed = result.value.filter(({ outcome }) => outcome === 'failed').map((one) => one.name)
      if (failed.length > 0) return setProblem(t('failed', { names: failed.join(', ') }))
      showToast({ title: t('done', { count: result.value.filter(({ outcome }) => outcome === 'restarted').length }) })
      onClose()
    } catch {
      setProblem(t('lost'))
    } finally {
      setIsBusy(false)
    }
  }
  const isOffered = services.length > 0 && rights.canRestart
  return (
    <div className="grid gap-4">
      {problem && (
        <Banner tone="danger" role="alert">
          {problem}
        </Banner>
      )}
      <p className="max-w-text text-pretty">{t('text')}</p>
      {isOffered && (
        <fieldset className="grid gap-1">
          <legend className="mb-1.5 font-medium">{t('services')}</legend>
          {services.map((user) => (
            <Checkbox key={user.name} label={user.name} checked={!left.has(user.name)} onChange={() => toggle(user)} />
          ))}
        </fieldset>
      )}
      {later.length > 0 && (
        <p className="text-table text-quiet">{t('jobs', { names: later.map((user) => user.name).join(', ') })}</p>
      )}
      <DialogFooter>
        <Button onClick={onClose}>{isOffered ? t('later') : t('close')}</Button>
        {isOffered && (
          <Button
            variant="primary"
            icon={<RotateCw />}
            isBusy={isBusy}
            disabledReason={chosen.length === 0 ? t('nobody') : null}
            onClick={() => void restart()}
          >
            {t('submit', { count: chosen.length })}
          </Button>
        )}
      </DialogFooter>
    </div>
  )
}
