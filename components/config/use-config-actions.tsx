'use client'

import { Info, Pencil, SquareArrowOutUpRight, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { MenuEntry } from '#components/ui/menu.tsx'
import type { ConfigItem } from '#lib/config/schema.ts'
import { routes } from '#lib/routes.ts'
import type { ConfigTask } from './config-board.tsx'
import type { ConfigRights } from './config-rights.ts'
import { canDelete, canEdit } from './config-view.ts'

interface ConfigActionsInput {
  rights: ConfigRights
  onOpen: (item: ConfigItem) => void
  onTask: (task: ConfigTask) => void
}

/** What the menu of a ConfigMap or a Secret offers. */
export function useConfigActions({ rights, onOpen, onTask }: ConfigActionsInput): (item: ConfigItem) => MenuEntry[] {
  const t = useTranslations('config')
  return (item) => {
    const { space, kind, name, owner } = item
    const entries: MenuEntry[] = [
      { kind: 'action', id: 'open', label: t(`details.open.${kind}`), icon: <Info />, onSelect: () => onOpen(item) },
    ]
    if (canEdit(item, rights)) {
      const label = kind === 'secret' ? t('rotate') : t('edit')
      entries.push({
        kind: 'action',
        id: 'edit',
        label,
        icon: <Pencil />,
        onSelect: () => onTask({ kind: 'edit', item }),
      })
    }
    if (owner) {
      const href = routes.workload(space, owner)
      const label = t('toWorkload', { name: owner.name })
      entries.push({ kind: 'link', id: 'workload', label, icon: <SquareArrowOutUpRight />, href })
    }
    if (canDelete(item, rights)) {
      entries.push(
        { kind: 'separator', id: 'end' },
        {
          kind: 'action',
          id: 'delete',
          tone: 'danger',
          label: t('delete', { name }),
          icon: <Trash2 />,
          onSelect: () => onTask({ kind: 'delete', item }),
        },
      )
    }
    return entries
  }
}
