'use client'

import { Menu as MenuIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { prepareDialog, Sheet } from '#components/ui/dialog.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { ShellModel } from './shell-model.ts'
import { Sidebar } from './sidebar.tsx'

/** The left side of the page, on screens that have no room for it. */
export function PhoneMenu({ model }: { model: ShellModel }) {
  const t = useTranslations('layout')
  const [isOpen, setIsOpen] = useState(false)
  return (
    <div className="lg:hidden">
      <IconButton
        label={t('openMenu')}
        icon={<MenuIcon />}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPointerEnter={prepareDialog}
        onClick={() => setIsOpen(true)}
        className="-ms-2"
      />
      <Sheet side="left" isOpen={isOpen} onOpenChange={setIsOpen} title={t('navigation')}>
        <Sidebar model={model} onLeave={() => setIsOpen(false)} />
      </Sheet>
    </div>
  )
}
