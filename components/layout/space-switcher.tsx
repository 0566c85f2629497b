'use client'

import { ChevronsUpDown } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Avatar } from '#components/ui/avatar.tsx'
import { Menu, type MenuEntry } from '#components/ui/menu.tsx'
import type { ShellSpace } from './shell-model.ts'

/** Whose things the navigation below shows: my own, or those of a group of mine. */
export function SpaceSwitcher({ spaces, current }: { spaces: ShellSpace[]; current: ShellSpace }) {
  const t = useTranslations('layout')
  const toEntry = (space: ShellSpace): MenuEntry => ({
    kind: 'link',
    id: space.href,
    label: space.name,
    icon: <Avatar name={space.name} />,
    hint: space.role && <span className="text-table text-quiet">{t(`roles.${space.role}`)}</span>,
    // To the same kind of page in the other space is more than one can promise: its first page.
    href: space.entries.find(({ href }) => href.startsWith(`${space.href}/`))?.href ?? space.href,
    isCurrent: space.href === current.href,
  })
  const groups = spaces.filter(({ kind }) => kind === 'group')
  return (
    <Menu
      label={t('spaces.label')}
      align="start"
      trigger={
        <button
          type="button"
          className="flex w-full items-center gap-2.5 rounded-box border border-line-control bg-surface px-2 py-1.5 text-start transition-colors hover:bg-hover data-popup-open:bg-hover"
        >
          <Avatar name={current.name} />
          <span className="min-w-0 grow">
            <span className="block truncate font-medium">{current.name}</span>
            <span className="block truncate text-table text-quiet">
              {current.role ? t(`roles.${current.role}`) : t('spaces.mine')}
            </span>
          </span>
          <span className="sr-only">{t('spaces.switch')}</span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-quiet" />
        </button>
      }
      entries={[
        ...spaces.filter(({ kind }) => kind === 'user').map(toEntry),
        ...(groups.length > 0 ? [{ kind: 'heading' as const, id: 'groups', label: t('spaces.groups') }] : []),
        ...groups.map(toEntry),
      ]}
    />
  )
}
