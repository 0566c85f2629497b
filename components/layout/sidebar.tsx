'use client'

import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { NavList } from './nav-list.tsx'
import { findCurrentSpace, type ShellModel } from './shell-model.ts'
import { SpaceSwitcher } from './space-switcher.tsx'

/** The space, its pages, and administration apart; the same at the left of a screen and in the sheet of a phone. */
export function Sidebar({ model, onLeave }: { model: ShellModel; onLeave?: () => void }) {
  const t = useTranslations('layout')
  const current = findCurrentSpace(model.spaces, usePathname())
  return (
    <div className="grid gap-4">
      {current && <SpaceSwitcher spaces={model.spaces} current={current} />}
      {current && <NavList label={t('main')} entries={current.entries} onLeave={onLeave} />}
      {model.adminEntries.length > 0 && (
        <div className="border-t border-line pt-4">
          <NavList label={t('admin')} isLabelShown entries={model.adminEntries} onLeave={onLeave} />
        </div>
      )}
    </div>
  )
}
