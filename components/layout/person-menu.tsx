'use client'

import { Keyboard, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Avatar } from '#components/ui/avatar.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { ShellPerson } from './shell-model.ts'
import { useLook } from './use-look.ts'

const THEME_ICONS = { system: <Monitor />, light: <Sun />, dark: <Moon /> }

interface PersonMenuProps {
  person: ShellPerson
  onKeys: () => void
  onSignOut: () => void
}

export function PersonMenu({ person, onKeys, onSignOut }: PersonMenuProps) {
  const t = useTranslations('layout')
  const look = useLook()
  const label = t('person', { name: person.name })
  return (
    <Menu
      label={label}
      trigger={<IconButton label={label} icon={<Avatar name={person.name} />} />}
      entries={[
        {
          kind: 'heading',
          id: 'person',
          label: (
            <>
              <span className="block truncate font-medium text-ink">{person.name}</span>
              {person.email && <span className="block truncate">{person.email}</span>}
            </>
          ),
        },
        { kind: 'link', id: 'profile', label: t('profile'), icon: <UserRound />, href: person.profileHref },
        {
          kind: 'action',
          id: 'keys',
          label: t('keys.title'),
          icon: <Keyboard />,
          hint: <Kbd keys="?" />,
          onSelect: onKeys,
        },
        { kind: 'separator', id: 'look' },
        {
          kind: 'choice',
          id: 'theme',
          label: t('theme'),
          value: look.theme,
          options: look.themes.map((theme) => ({ ...theme, icon: THEME_ICONS[theme.value] })),
          onChange: look.setTheme,
        },
        {
          kind: 'choice',
          id: 'language',
          label: t('language'),
          value: look.locale,
          options: look.languages,
          onChange: look.setLocale,
        },
        { kind: 'separator', id: 'end' },
        { kind: 'action', id: 'sign-out', label: t('signOut'), icon: <LogOut />, onSelect: onSignOut },
      ]}
    />
  )
}
