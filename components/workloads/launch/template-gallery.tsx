import { CalendarClock, CirclePlay, LayoutTemplate, Server } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Link } from '#components/ui/link.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { routes } from '#lib/routes.ts'
import type { LaunchOffer } from '#lib/workloads/schema-offer.ts'
import { WORKLOAD_KINDS, type WorkloadKind } from '#lib/workloads/schema.ts'

const PICTURES: Record<WorkloadKind, ReactNode> = {
  service: <Server />,
  job: <CirclePlay />,
  'scheduled-job': <CalendarClock />,
}

interface TemplateGalleryProps {
  space: SpaceId
  offer: Pick<LaunchOffer, 'templates' | 'wrongTemplates'>
  /** Administrators are led to what they have to mend. */
  isAdmin: boolean
}

/** What can be launched: first what somebody has prepared, then anything. */
export function TemplateGallery({ space, offer, isAdmin }: TemplateGalleryProps) {
  const t = useTranslations('launchPage.gallery')
  const kinds = useTranslations('workloads.kinds')
  const { templates, wrongTemplates } = offer
  return (
    <div className="grid gap-8">
      {wrongTemplates > 0 && isAdmin && (
        <Banner tone="warning" actions={<Link href={routes.admin.templates()}>{t('showWrong')}</Link>}>
          {t('wrong', { count: wrongTemplates })}
        </Banner>
      )}
      <section aria-label={t('templates')} className="grid gap-3">
        <h2 className="font-semibold">{t('templates')}</h2>
        {templates.length === 0 && (
          <EmptyState icon={<LayoutTemplate />} title={t('none')} text={t(isAdmin ? 'noneForAdmin' : 'noneText')} />
        )}
        <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
          {templates.map(({ id, title, description, kind }) => (
            <Choice
              key={id}
              href={routes.launch(space, { template: id })}
              picture={PICTURES[kind]}
              title={title}
              text={description}
              badge={<Badge>{kinds(kind)}</Badge>}
            />
          ))}
        </ul>
      </section>
      <section aria-label={t('scratch')} className="grid gap-3">
        <div>
          <h2 className="font-semibold">{t('scratch')}</h2>
          <p className="text-quiet">{t('scratchText')}</p>
        </div>
        <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
          {WORKLOAD_KINDS.map((kind) => (
            <Choice
              key={kind}
              href={routes.launch(space, { kind })}
              picture={PICTURES[kind]}
              title={kinds(kind)}
              text={t(`kinds.${kind}`)}
            />
          ))}
        </ul>
      </section>
    </div>
  )
}

interface ChoiceProps {
  href: string
  picture: ReactNode
  title: string
  text: string
  badge?: ReactNode
}

/** All of the box can be pressed; its title is the link. */
function Choice({ href, picture, title, text, badge }: ChoiceProps) {
  return (
    <li className="relative flex gap-3 rounded-box border border-line bg-surface p-4 transition-colors hover:border-line-strong has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
      <span
        aria-hidden
        className="grid size-9 shrink-0 place-items-center rounded-box bg-accent-soft text-accent [&_svg]:size-5"
      >
        {picture}
      </span>
      <div className="grid min-w-0 content-start gap-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <h3 className="font-medium break-words">
            <Link href={href} variant="quiet" className="outline-none after:absolute after:inset-0 after:rounded-box">
              {title}
            </Link>
          </h3>
          {badge}
        </div>
        <p className="text-table text-pretty text-quiet">{text}</p>
      </div>
    </li>
  )
}
