import { LayoutTemplate } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { CodeBlock, InlineCode } from '#components/ui/code-block.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import type { ReadTemplate, Template, WrongTemplate } from '#lib/templates/schema.ts'

const HOW_TO = `apiVersion: v1
kind: ConfigMap
metadata:
  name: toolbox
  namespace: moorage
  labels:
    moorage.dev/template: ''
data:
  template.yaml: |
    title: { en: Toolbox }
    description: { en: A shell with the disk of its owner. }
    kind: service
    name: toolbox
    sizes:
      - { id: small, cpu: 500m, memory: 256Mi }
    fixed: [image]
    defaults:
      image: registry.example.org/toolbox:1
      mounts: [{ source: volume, object: '@own-disk', path: /data }]
`

/** All templates: those that can be used, and before them those that cannot, each with what is wrong and where. */
export function TemplatesBoard({ templates }: { templates: readonly ReadTemplate[] }) {
  const t = useTranslations('admin.templates')
  return (
    <div className="grid gap-5">
      {templates.length === 0 ? (
        <EmptyState icon={<LayoutTemplate />} title={t('empty')} text={t('emptyText')} />
      ) : (
        <ul aria-label={t('title')} className="divide-y divide-line rounded-box border border-line bg-surface">
          {templates.map((one) =>
            one.state === 'usable' ? (
              <UsableTemplate key={one.template.id} template={one.template} />
            ) : (
              <WrongItem key={one.id} template={one} />
            ),
          )}
        </ul>
      )}
      <Fold summary={t('howTo')}>
        <div className="grid gap-2">
          <p className="max-w-text text-pretty text-quiet">{t('howToText')}</p>
          <CodeBlock label={t('howToLabel')} code={HOW_TO} />
        </div>
      </Fold>
    </div>
  )
}

interface ItemProps {
  id: string
  title: string
  state: ReactNode
  children: ReactNode
}

function Item({ id, title, state, children }: ItemProps) {
  return (
    <li className="grid gap-1 px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="min-w-0 font-semibold break-words">{title}</h2>
        <span className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 text-table">
          {state}
          <InlineCode>{id}</InlineCode>
        </span>
      </div>
      {children}
    </li>
  )
}

function UsableTemplate({ template }: { template: Template }) {
  const t = useTranslations('admin.templates')
  const kinds = useTranslations('workloads.kinds')
  const locale = useLocale()
  const { id, title, description, kind, sizes, fixed, isSizeFree, needsRoot, defaults, order } = template
  return (
    <Item id={id} title={title[locale] ?? title.en} state={<StateDot state="good" label={t('usable')} />}>
      <p className="max-w-text text-pretty text-quiet">{description[locale] ?? description.en}</p>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-table">
        <Badge>{kinds(kind)}</Badge>
        {needsRoot && <Badge tone="warning">{t('needsRoot')}</Badge>}
        <span className="font-mono break-all">{defaults.image}</span>
      </p>
      <p className="text-table text-quiet">
        {t('facts', {
          sizes: sizes.map((size) => size.id).join(', '),
          isFree: isSizeFree ? 'yes' : 'no',
          fixed: fixed.join(', ') || t('nothing'),
          order,
        })}
      </p>
    </Item>
  )
}

function WrongItem({ template: { id, problems } }: { template: WrongTemplate }) {
  const t = useTranslations('admin.templates')
  return (
    <Item id={id} title={id} state={<StateDot state="danger" label={t('wrong')} />}>
      <p className="text-quiet">{t('wrongText')}</p>
      {/* They speak of words in a file and are English in every language. */}
      <ul lang="en" className="mt-1 grid gap-1.5">
        {problems.map(({ path, text }) => (
          <li key={`${path} ${text}`} className="flex flex-wrap gap-x-2 gap-y-0.5">
            <InlineCode>{path || 'template.yaml'}</InlineCode>
            <span className="min-w-0 break-words">{text}</span>
          </li>
        ))}
      </ul>
    </Item>
  )
}
