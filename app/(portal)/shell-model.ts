import type { getTranslations } from 'next-intl/server'
import type { ShellEntry, ShellModel, ShellSpace } from '#components/layout/shell-model.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { can } from '#lib/auth/can.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import { routes } from '#lib/routes.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import type { ProfileView } from '#lib/users/schema.ts'

type Translate = Awaited<ReturnType<typeof getTranslations<never>>>

interface ShellParts {
  actor: Actor
  profile: ProfileView
  spaces: readonly SpaceSummary[]
  t: Translate
}

/** Who is here, where they may go, and what they may do from everywhere. */
export function buildShellModel({ actor, profile, spaces, t }: ShellParts): ShellModel {
  const label = t('storagePage.create')
  return {
    person: { name: profile.displayName, email: profile.email, profileHref: routes.profile() },
    spaces: spaces.map((space) => toShellSpace(space, t)),
    adminEntries: actor.isAdmin ? listAdminEntries(t) : [],
    otherPages: [{ label: t('profile.title'), href: routes.profile() }],
    commands: spaces
      .filter(({ id }) => can(actor, 'volume.create', requireSpaceId(id)))
      .map(({ id, name }) => ({
        label: spaces.length > 1 ? `${label} · ${name}` : label,
        href: routes.storage(id, { create: 'new' }),
        keywords: ['volume', 'disk', 'pvc'],
      })),
  }
}

function toShellSpace({ id, kind, name, role }: SpaceSummary, t: Translate): ShellSpace {
  return {
    href: routes.space(id),
    name,
    kind,
    role: kind === 'group' && role !== 'admin' && role !== 'outsider' ? role : undefined,
    entries: [
      { label: t('home.title'), href: routes.home(), icon: 'home' },
      { label: t('storagePage.title'), href: routes.storage(id), icon: 'storage' },
      ...(role === 'admin' || role === 'outsider'
        ? []
        : [{ label: t('files.title'), href: routes.spaceFiles(id), icon: 'files' as const }]),
      { label: t('quotaPage.title'), href: routes.quota(id), icon: 'quota' },
      { label: t('activity.title'), href: routes.activity(id), icon: 'activity' },
    ],
  }
}

function listAdminEntries(t: Translate): ShellEntry[] {
  return [
    { label: t('pages.admin.users'), href: routes.admin.users(), icon: 'users' },
    { label: t('pages.admin.volumes'), href: routes.admin.volumes(), icon: 'storage' },
    { label: t('pages.admin.health'), href: routes.admin.health(), icon: 'health' },
  ]
}
