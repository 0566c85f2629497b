'use client'

import { Search } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type ReactNode, useEffect, useState } from 'react'
import { Breadcrumbs } from '#components/ui/breadcrumbs.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { Part } from '#components/ui/part.tsx'
import { useOnDemand } from '#components/ui/use-on-demand.ts'
import { useShortcut } from '#components/ui/use-shortcut.ts'
import { PersonMenu } from './person-menu.tsx'
import { PhoneMenu } from './phone-menu.tsx'
import { listCrumbs, type ShellModel } from './shell-model.ts'
import { useModKey } from './use-mod-key.ts'

const loadPalette = () => import('./command-palette.tsx')
const loadKeys = () => import('./keys-dialog.tsx')

interface TopBarProps {
  model: ShellModel
  quotaChip?: ReactNode
  onSignOut: () => void | Promise<void>
}

/** Where this is, the way to everything else, the fullest resource, and the person. */
export function TopBar({ model, quotaChip, onSignOut }: TopBarProps) {
  const t = useTranslations('layout')
  const pathname = usePathname()
  const modKey = useModKey()
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  const { Component: CommandPalette, prepare, start } = useOnDemand(loadPalette)
  const isMissing = open === 'palette' && CommandPalette === null
  useEffect(() => {
    if (isMissing) start()
  })
  useShortcut('mod+k', () => setOpen(open === 'palette' ? null : 'palette'))
  useShortcut('?', () => setOpen('keys'))

  const palette = { onPointerEnter: prepare, onFocus: prepare, onClick: () => setOpen('palette') }
  const signOut = () => void onSignOut()
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b border-line bg-ground px-4 sm:px-6">
      <PhoneMenu model={model} />
      <div className="min-w-0 grow">
        <Breadcrumbs items={listCrumbs(model, pathname, t('admin'))} />
      </div>
      <button
        type="button"
        {...palette}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        className="hidden h-control w-64 items-center gap-2 rounded-box border border-line-control bg-surface px-3 text-quiet transition-colors hover:bg-hover hover:text-ink md:flex"
      >
        <Search aria-hidden className="size-4" />
        <span className="grow truncate text-start">{t('commands.open')}</span>
        <Kbd keys={`${modKey} K`} />
      </button>
      <IconButton
        {...palette}
        label={t('commands.open')}
        icon={<Search />}
        aria-haspopup="dialog"
        className="md:hidden"
      />
      {quotaChip}
      <PersonMenu person={model.person} onKeys={() => setOpen('keys')} onSignOut={signOut} />
      {open === 'keys' && <Part load={loadKeys} isOpen onOpenChange={(isOpen) => setOpen(isOpen ? 'keys' : null)} />}
      {CommandPalette && (
        <CommandPalette
          isOpen={open === 'palette'}
          onOpenChange={(isOpen) => setOpen(isOpen ? 'palette' : null)}
          model={model}
          onKeys={() => setOpen('keys')}
          onSignOut={signOut}
        />
      )}
    </header>
  )
}
