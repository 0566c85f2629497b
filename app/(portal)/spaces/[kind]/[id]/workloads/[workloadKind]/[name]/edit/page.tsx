import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getLocale, getTranslations } from 'next-intl/server'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { ButtonLink } from '#components/ui/link.tsx'
import { EditWorkloadForm } from '#components/workloads/launch/edit-workload-form.tsx'
import { authorize } from '#lib/auth/authorize.ts'
import { runPage } from '#lib/http/page.ts'
import { routes } from '#lib/routes.ts'
import { getEditForm } from '#lib/workloads/operations-form.ts'
import { getLaunchOffer } from '#lib/workloads/operations-offer.ts'
import { getWorkload } from '#lib/workloads/operations.ts'
import { readWorkloadAddress, type WorkloadPageProps } from '../workload-params.ts'

export async function generateMetadata({ params }: WorkloadPageProps): Promise<Metadata> {
  const t = await getTranslations('launchPage.edit')
  return { title: t('title', { name: (await readWorkloadAddress(params)).name }) }
}

export default async function EditWorkloadPage({ params, searchParams }: WorkloadPageProps) {
  const { space, kind, name } = await readWorkloadAddress(params)
  return runPage({ path: routes.editWorkload(space, { kind, name }), searchParams }, async (actor) => {
    const scope = authorize(actor, 'workload.update', space)
    const [form, workload] = await Promise.all([
      getEditForm(scope, { kind, name }),
      getWorkload(authorize(actor, 'workload.read', space), { kind, name }),
    ])
    if (!form || !workload) return notFound()
    const t = await getTranslations('launchPage.edit')
    const back = <ButtonLink href={routes.workload(space, { kind, name })}>{t('back')}</ButtonLink>
    const offer = await getLaunchOffer(scope, await getLocale())
    const isLaunched = workload.isManaged && workload.launchId !== null
    return (
      <>
        <PageHeader title={t('title', { name })} description={t('lede')} action={back} />
        {kind === 'job' || !isLaunched ? (
          <EmptyState
            title={t('impossible')}
            text={t(isLaunched ? 'impossibleJob' : 'impossibleForeign')}
            action={
              <ButtonLink href={routes.launch(space, { from: `${kind}/${name}` })}>{t('launchLikeIt')}</ButtonLink>
            }
          />
        ) : (
          <EditWorkloadForm
            key={form.uid}
            space={space}
            userUid={actor.uid}
            offer={offer}
            template={offer.templates.find(({ id }) => id === form.fields.template) ?? null}
            form={form}
          />
        )}
      </>
    )
  })
}
