'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { ActionForm } from '#components/form/action-form.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { rememberWrites } from '#lib/http/call.ts'
import { routes } from '#lib/routes.ts'
import { launchWorkload } from '#lib/workloads/actions.ts'
import type { LaunchOffer, OfferedTemplate } from '#lib/workloads/schema-offer.ts'
import { LaunchAside } from './launch-aside.tsx'
import type { LaunchPlace } from './launch-context.tsx'
import { loadLaunchSchema } from './load-launch-schema.ts'
import { LaunchFrame } from './launch-frame.tsx'
import { type LaunchValues, toLaunchFields } from './launch-values.ts'
import { listDraftFields } from './list-draft-fields.ts'

interface LaunchFormProps {
  space: SpaceId
  userUid: string
  offer: LaunchOffer
  template: OfferedTemplate | null
  /** What it is filled in from, for the draft's sake: the template, the kind, the workload that is cloned. */
  source: string
  initial: LaunchValues
  /** Of a clone: secret values do not come along, and what the form cannot hold neither. */
  clone: { name: string; secrets: string[]; unknown: string[] } | null
}

export function LaunchForm({ space, userUid, offer, template, source, initial, clone }: LaunchFormProps) {
  const router = useRouter()
  const [place] = useState<LaunchPlace>(() => ({
    space,
    offer,
    template,
    editUid: null,
    launchId: crypto.randomUUID(),
  }))
  return (
    <ActionForm<LaunchValues, { kind: LaunchValues['kind']; name: string }>
      schema={() => loadLaunchSchema(place)}
      defaultValues={initial}
      action={(values) => launchWorkload(toLaunchFields(values, place))}
      draft={{
        userId: userUid,
        formId: `launch ${space} ${source}`,
        fields: listDraftFields(initial.kind, template?.fixed ?? []),
        hidden: ['secretValue'],
      }}
      onDone={({ value, writes }) => {
        rememberWrites(writes)
        router.push(routes.workload(space, value))
      }}
    >
      <LaunchFrame place={{ ...place, offer }} notes={clone && <CloneNote clone={clone} />} aside={<LaunchAside />} />
    </ActionForm>
  )
}

function CloneNote({ clone }: { clone: NonNullable<LaunchFormProps['clone']> }) {
  const t = useTranslations('launchPage.clone')
  const { name, secrets, unknown } = clone
  return (
    <Banner tone={secrets.length + unknown.length > 0 ? 'warning' : 'info'}>
      <p>{t('text', { name })}</p>
      {secrets.length > 0 && <p>{t('secrets', { names: secrets.join(', ') })}</p>}
      {unknown.length > 0 && <p>{t('unknown', { parts: unknown.join(', ') })}</p>}
    </Banner>
  )
}
