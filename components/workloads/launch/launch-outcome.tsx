'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { METER_THRESHOLDS } from '#components/ui/meter-view.ts'
import { Meter } from '#components/ui/meter.tsx'
import type { AmountUnit } from '#lib/format.ts'
import { quotaQuery } from '#lib/quota/queries.ts'
import { QUOTA_RESOURCES } from '#lib/quota/schema.ts'
import type { LaunchPreview } from '#lib/workloads/schema-preview.ts'
import { FindingsList } from './findings-list.tsx'
import { useLaunchCheck, useLaunchPlace } from './launch-context.tsx'

/** What a launch of the form as it stands would do: findings, the quota after it, the objects, the YAML. */
export function LaunchOutcome() {
  const t = useTranslations('launchPage.check')
  const { editUid } = useLaunchPlace()
  const { preview, problems, failure, askAgain } = useLaunchCheck()
  const quotaTitle = t(preview === null ? 'quotaNow' : editUid === null ? 'quota' : 'quotaOfEdit')
  return (
    <div className="grid gap-5">
      {failure && (
        <div className="grid justify-items-start gap-2 text-table">
          <p className="text-quiet">{t('failed', { message: failure })}</p>
          <Button size="small" onClick={askAgain}>
            {t('askAgain')}
          </Button>
        </div>
      )}
      <FindingsList />
      {preview && problems.length > 0 && <p className="text-table text-quiet">{t('former')}</p>}
      <section aria-label={quotaTitle} className="grid gap-3">
        <h3 className="font-medium">{quotaTitle}</h3>
        {preview ? <QuotaAfterLaunch quota={preview.quota} /> : <QuotaNow />}
      </section>
      {preview && <MadeObjects preview={preview} />}
      {preview && (
        <div className="grid gap-2">
          <Fold summary={t('yaml')}>
            <CodeBlock label={t('yaml')} code={preview.yaml} />
          </Fold>
          {preview.kubectl !== null && (
            <Fold summary={t('kubectl')}>
              <CodeBlock label={t('kubectl')} code={preview.kubectl} />
            </Fold>
          )}
        </div>
      )}
    </div>
  )
}

/** What is asked about first; of the rest only what gets close to its limit. */
const MAIN_RESOURCES = ['cpu', 'memory', 'gpu', 'pods']

function QuotaAfterLaunch({ quota }: Pick<LaunchPreview, 'quota'>) {
  const t = useTranslations('launchPage.check')
  const changed = quota.filter(({ change }) => change !== 0)
  const isShown = ({ resource, used, change, limit }: QuotaLine) =>
    MAIN_RESOURCES.includes(resource) || used + change >= limit * METER_THRESHOLDS.high
  const others = changed.filter((line) => !isShown(line))
  if (changed.length === 0) return <p className="text-table text-quiet">{t('noChange')}</p>
  return (
    <>
      <QuotaLines lines={changed.filter(isShown)} />
      {others.length > 0 && (
        <Fold summary={t('otherQuota', { count: others.length })}>
          <div className="grid gap-3">
            <QuotaLines lines={others} />
          </div>
        </Fold>
      )}
    </>
  )
}

type QuotaLine = LaunchPreview['quota'][number]

function QuotaLines({ lines }: { lines: QuotaLine[] }) {
  const t = useTranslations('quotaPage.resources')
  return lines.map(({ resource, unit, used, change, limit }) => {
    const known = QUOTA_RESOURCES.find((one) => one === resource)
    return (
      <Meter
        key={resource}
        label={known ? t(`${known}.label`) : resource}
        used={used}
        change={change}
        limit={limit}
        unit={unit as AmountUnit}
      />
    )
  })
}

/** Before there is an answer: what there is anyway. */
function QuotaNow() {
  const t = useTranslations('quotaPage.resources')
  const { space } = useLaunchPlace()
  const { data } = useQuery(quotaQuery(space))
  const items = data?.items.filter(({ resource, limit }) => ['cpu', 'memory', 'pods'].includes(resource) && limit > 0)
  return items?.map(({ resource, used, limit, unit }) => (
    <Meter key={resource} label={t(`${resource}.label`)} used={used} limit={limit} unit={unit} />
  ))
}

function MadeObjects({ preview }: { preview: LaunchPreview }) {
  const t = useTranslations('launchPage.check')
  const { objects, isDryRun } = preview
  return (
    <section aria-label={t('objects')} className="grid gap-1.5">
      <h3 className="font-medium">{t('objects')}</h3>
      <ul className="grid gap-1 text-table">
        {objects.map(({ kind, name, action }) => (
          <li key={`${kind}/${name}`} className="flex flex-wrap gap-x-2">
            <span className="text-quiet">{t(`actions.${action}`)}</span>
            <span className="min-w-0 break-words">
              {kind} <span className="font-mono">{name}</span>
            </span>
          </li>
        ))}
      </ul>
      <p className="text-table text-quiet">{t(isDryRun ? 'dryRun' : 'noDryRun')}</p>
    </section>
  )
}
