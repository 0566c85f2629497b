import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { PageHeader } from '#components/layout/page-header.tsx'
import { ButtonLink } from '#components/ui/link.tsx'
import {
  type FilledForm,
  fillFromScratch,
  fillFromTemplate,
  fillFromWorkload,
} from '#components/workloads/launch/fill-form.ts'
import { LateLaunchForm } from '#components/workloads/launch/late-launch-form.tsx'
import { TemplateGallery } from '#components/workloads/launch/template-gallery.tsx'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { runPage } from '#lib/http/page.ts'
import { routes } from '#lib/routes.ts'
import { getEditForm } from '#lib/workloads/operations-form.ts'
import { getLaunchOffer } from '#lib/workloads/operations-offer.ts'
import { listWorkloads } from '#lib/workloads/operations.ts'
import type { LaunchOffer } from '#lib/workloads/schema-offer.ts'
import { WORKLOAD_KINDS } from '#lib/workloads/schema.ts'
import { readSpaceId, type SpacePageProps } from '../space-params.ts'
import { type LaunchWish, readLaunchWish } from './launch-wish.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('launchPage')
  return { title: t('title') }
}

export default async function LaunchPage({ params, searchParams }: SpacePageProps) {
  const space = await readSpaceId(params)
  return runPage({ path: routes.launch(space), searchParams }, async (actor) => {
    const scope = authorize(actor, 'workload.create', space)
    const offer = await getLaunchOffer(scope, await getLocale())
    const wish = readLaunchWish(await searchParams)
    const filled = await fill(wish, scope, offer)
    const t = await getTranslations('launchPage')
    if (!filled) {
      return (
        <>
          <PageHeader title={t('title')} description={t(wish.isEmpty ? 'lede' : 'notFound')} />
          <TemplateGallery space={space} offer={offer} isAdmin={actor.isAdmin} />
        </>
      )
    }
    const { source, template, initial, clone } = filled
    return (
      <>
        <PageHeader
          title={template && !clone ? template.title : t(`titles.${initial.kind}`)}
          description={template && !clone ? template.description : t('formLede')}
          action={<ButtonLink href={routes.launch(space)}>{t('chooseOther')}</ButtonLink>}
        />
        <LateLaunchForm
          key={source}
          space={space}
          userUid={actor.uid}
          offer={offer}
          template={template}
          source={source}
          initial={initial}
          clone={clone}
        />
      </>
    )
  })
}

/** What the address says is filled in, and never launched; null for what it does not say, or what is not there. */
async function fill(
  { template, kind, from }: LaunchWish,
  scope: SpaceScope,
  offer: LaunchOffer,
): Promise<FilledForm | null> {
  if (from) {
    const form = await getEditForm(scope, from)
    const names = listWorkloads(scope).map(({ name }) => name)
    return form && fillFromWorkload(from, { form, offer, names })
  }
  const chosen = offer.templates.find(({ id }) => id === template)
  if (chosen) return fillFromTemplate(chosen, offer)
  const known = WORKLOAD_KINDS.find((one) => one === kind)
  return known ? fillFromScratch(known, offer) : null
}
