'use client'

import { Command } from 'cmdk'
import { Keyboard, LogOut, Monitor, Moon, Search, Sun, UserRound } from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Avatar } from '#components/ui/avatar.tsx'
import DialogWindow from '#components/ui/dialog-window.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { scoreCommand } from './command-score.ts'
import { NavPicture } from './nav-icon.tsx'
import { findCurrentSpace, type ShellModel } from './shell-model.ts'
import { useLook } from './use-look.ts'

export interface CommandPaletteProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  model: ShellModel
  onKeys: () => void
  onSignOut: () => void
}

const THEME_ICONS = { system: <Monitor />, light: <Sun />, dark: <Moon /> }
const GROUP_CLASS =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-table [&_[cmdk-group-heading]]:text-quiet'

/** Where to, or what to do, by a few letters. */
export default function CommandPalette({ isOpen, onOpenChange, model, onKeys, onSignOut }: CommandPaletteProps) {
  const t = useTranslations('layout')
  const router = useRouter()
  const look = useLook()
  const current = findCurrentSpace(model.spaces, usePathname())
  const run = (act: () => void) => () => {
    onOpenChange(false)
    act()
  }
  const goTo = (href: string) => run(() => router.push(href))
  return (
    <DialogWindow shape="palette" isOpen={isOpen} onOpenChange={onOpenChange} title={t('commands.label')}>
      <Command
        label={t('commands.label')}
        loop
        filter={(_value, search, words) => scoreCommand(search, words)}
        className="flex max-h-[inherit] flex-col"
      >
        <div className="flex items-center gap-2.5 border-b border-line px-4">
          <Search aria-hidden className="size-4 shrink-0 text-quiet" />
          <Command.Input
            placeholder={t('commands.placeholder')}
            className="h-12 min-w-0 grow bg-transparent outline-none pointer-coarse:text-input"
          />
          <Kbd keys="Esc" />
        </div>
        <Command.List className="max-h-96 overflow-y-auto p-2">
          <Command.Empty className="px-2 py-6 text-center text-quiet">{t('commands.empty')}</Command.Empty>
          <Command.Group heading={t('commands.pages')} className={GROUP_CLASS}>
            {[...(current?.entries ?? []), ...model.adminEntries].map((entry) => (
              <Item
                key={entry.href}
                value={entry.href}
                words={[entry.label]}
                icon={<NavPicture icon={entry.icon} />}
                onSelect={goTo(entry.href)}
              >
                {entry.label}
              </Item>
            ))}
            <Item
              value={model.person.profileHref}
              words={[t('profile')]}
              icon={<UserRound />}
              onSelect={goTo(model.person.profileHref)}
            >
              {t('profile')}
            </Item>
          </Command.Group>
          {model.spaces.length > 1 && (
            <Command.Group heading={t('commands.spaces')} className={GROUP_CLASS}>
              {model.spaces.map((space) => (
                <Item
                  key={space.href}
                  value={space.href}
                  words={[space.name]}
                  icon={<Avatar name={space.name} />}
                  onSelect={goTo(
                    space.entries.find(({ href }) => href.startsWith(`${space.href}/`))?.href ?? space.href,
                  )}
                >
                  {space.name}
                </Item>
              ))}
            </Command.Group>
          )}
          <Command.Group heading={t('commands.actions')} className={GROUP_CLASS}>
            {model.commands?.map((command) => (
              <Item
                key={command.href}
                value={command.href}
                words={[command.label, ...(command.keywords ?? [])]}
                onSelect={goTo(command.href)}
              >
                {command.label}
              </Item>
            ))}
            {look.themes.map((theme) => (
              <Item
                key={theme.value}
                value={`theme ${theme.value}`}
                words={[theme.label, t('theme')]}
                icon={THEME_ICONS[theme.value]}
                onSelect={run(() => look.setTheme(theme.value))}
              >
                {t('theme')}: {theme.label}
              </Item>
            ))}
            {look.languages.map((language) => (
              <Item
                key={language.value}
                value={`language ${language.value}`}
                words={[language.label, t('language')]}
                onSelect={run(() => look.setLocale(language.value))}
              >
                {t('language')}: <span lang={language.lang}>{language.label}</span>
              </Item>
            ))}
            <Item value="keys" words={[t('keys.help'), t('keys.title')]} icon={<Keyboard />} onSelect={run(onKeys)}>
              {t('keys.help')}
            </Item>
            <Item value="sign out" words={[t('signOut')]} icon={<LogOut />} onSelect={run(onSignOut)}>
              {t('signOut')}
            </Item>
          </Command.Group>
        </Command.List>
      </Command>
    </DialogWindow>
  )
}

interface ItemProps {
  /** Tells it from all others. */
  value: string
  /** What finds it. */
  words: string[]
  icon?: ReactNode
  onSelect: () => void
  children: ReactNode
}

function Item({ icon, words, children, ...rest }: ItemProps) {
  return (
    <Command.Item
      {...rest}
      keywords={words}
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-item px-2 select-none data-[selected=true]:bg-hover pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:text-quiet"
    >
      <span className="grid w-6 shrink-0 place-items-center">{icon}</span>
      <span className="min-w-0 truncate">{children}</span>
    </Command.Item>
  )
}
