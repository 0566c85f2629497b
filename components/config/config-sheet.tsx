'use client'

import { FileQuestion, Pencil, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Sheet } from '#components/ui/dialog.tsx'
import { Link } from '#components/ui/link.tsx'
import type { ConfigItem } from '#lib/config/schema.ts'
import { routes } from '#lib/routes.ts'
import type { ConfigTask } from './config-board.tsx'
import { ConfigFacts } from './config-facts.tsx'
import { ConfigMapEntries } from './config-map-entries.tsx'
import type { ConfigRights } from './config-rights.ts'
import { canDelete, canEdit } from './config-view.ts'
import { SecretEntries } from './secret-entries.tsx'

interface ConfigSheetProps {
  /** Null: there is none of the name that the address says. */
  item: ConfigItem | null
  rights: ConfigRights
  onTask: (task: ConfigTask) => void
  onClose: () => void
  /** Dialogs that lie over it. */
  children?: ReactNode
}

/** All that is known of one ConfigMap or Secret, and what can be done with it. */
export default function ConfigSheet({ item, rights, onTask, onClose, children }: ConfigSheetProps) {
  const t = useTranslations('config')
  return (
    <Sheet isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={item ? item.name : t('details.gone')}>
      {item ? (
        <div className="grid gap-5">
          <GuardNote item={item} />
          {canEdit(item, rights) && (
            <div>
              <Button icon={<Pencil />} onClick={() => onTask({ kind: 'edit', item })}>
                {item.kind === 'secret' ? t('rotate') : t('edit')}
              </Button>
            </div>
          )}
          <section className="grid gap-2.5">
            <h3 className="font-medium">{t('details.entries')}</h3>
            {item.kind === 'secret' ? <SecretEntries item={item} rights={rights} /> : <ConfigMapEntries item={item} />}
          </section>
          <ConfigFacts item={item} />
          {canDelete(item, rights) && (
            <Card title={t(`danger.${item.kind}`)} level={3} tone="danger" description={t('dangerText')}>
              <Button icon={<Trash2 />} onClick={() => onTask({ kind: 'delete', item })} className="max-w-full">
                <span className="truncate">{t('delete', { name: item.name })}</span>
              </Button>
            </Card>
          )}
        </div>
      ) : (
        <EmptyState icon={<FileQuestion />} title={t('details.gone')} text={t('details.goneText')} />
      )}
      {children}
    </Sheet>
  )
}

/** Why it can only be looked at, and where it can be changed. */
function GuardNote({ item }: { item: ConfigItem }) {
  const t = useTranslations('config')
  const { guard, owner, space } = item
  if (guard === null) return null
  return (
    <Banner>
      {owner
        ? t.rich('guards.of-workload.text', {
            name: owner.name,
            link: (chunks) => <Link href={routes.editWorkload(space, owner)}>{chunks}</Link>,
          })
        : t(`guards.${guard === 'of-workload' ? 'not-ours' : guard}.text`)}
    </Banner>
  )
}
