import { useLocale, useTranslations } from 'next-intl'
import { type Step, Steps } from '#components/ui/steps.tsx'
import { formatBytes } from '#lib/format.ts'
import type { Volume } from '#lib/storage/schema.ts'

/** How far a volume is on its way to its new size. */
export function GrowthSteps({ volume }: { volume: Volume }) {
  const t = useTranslations('storagePage')
  const locale = useLocale()
  const { phase, waitsForUse, requestedBytes, capacityBytes } = volume
  const asked: Step = {
    id: 'asked',
    label: t('growth.asked', { size: formatBytes(requestedBytes, locale) }),
    state: 'done',
  }
  const rest: Step[] =
    phase === 'grow-failed'
      ? [
          {
            id: 'disk',
            label: t('growth.failed'),
            state: 'failed',
            detail: t('growth.failedText', { size: formatBytes(capacityBytes ?? 0, locale) }),
          },
        ]
      : [
          {
            id: 'disk',
            label: t(waitsForUse ? 'growth.diskDone' : 'growth.disk'),
            state: waitsForUse ? 'done' : 'now',
          },
          { id: 'files', label: t(waitsForUse ? 'growth.filesWait' : 'growth.files'), state: 'waiting' },
        ]
  return <Steps label={t('details.growth')} steps={[asked, ...rest]} />
}
