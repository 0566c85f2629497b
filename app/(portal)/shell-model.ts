import type { getTranslations } from 'next-intl/server'
import type { ShellEntry, ShellModel, ShellSpace } from '#components/layout/shell-model.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { can } from '#lib/auth/can.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import { routes } from '#lib/routes.ts'
import { findScope } from '#lib/spaces/operations-list.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import { listVolumes } from '#lib/storage/operations.ts'
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
  const create = t('storagePage.create')
  const launch = t('home.launch')
  const ofSpace = (label: string, name: string) => (spaces.length > 1 ? `${label} · ${name}` : label)
  return {
    person: { name: profile.displayName, email: profile.email, profileHref: routes.profile() },
    spaces: spaces.map((space) => toShellSpace(actor, space, t)),
    adminEntries: actor.isAdmin ? listAdminEntries(t) : [],
    otherPages: [{ label: t('profile.title'), href: routes.profile() }],
    commands: [
      ...spaces
        .filter(({ id }) => can(actor, 'workload.create', requireSpaceId(id)))
        .map(({ id, name }) => ({
          label: ofSpace(launch, name),
          href: routes.launch(id),
          keywords: ['workload', 'run', 'service', 'job', 'deployment', 'cron'],
        })),
      ...spaces
        .filter(({ id }) => can(actor, 'volume.create', requireSpaceId(id)))
        .map(({ id, name }) => ({
          label: ofSpace(create, name),
          href: routes.storage(id, { create: 'new' }),
          keywords: ['volume', 'disk', 'pvc'],
        })),
    ],
  }
}

function toShellSpace(actor: Actor, { id, kind, name, role }: SpaceSummary, t: Translate): ShellSpace {
  const ref = requireSpaceId(id)
  return {
    href: routes.space(id),
    name,
    kind,
    role: kind === 'group' && role !== 'admin' && role !== 'outsider' ? role : undefined,
    entries: [
      { label: t('home.title'), href: routes.home(), icon: 'home' },
      {
        label: t('workloadsPage.title'),
        href: routes.workloads(id),
        icon: 'workloads',
        others: [{ label: t('home.launch'), href: routes.launch(id) }],
        hasNamedPages: true,
      },
      { label: t('storagePage.title'), href: routes.storage(id), icon: 'storage' },
      ...(role === 'admin' || role === 'outsider'
        ? []
        : [
            {
              label: t('files.title'),
              href: routes.spaceFiles(id),
              icon: 'files' as const,
              opensAt: findDisk(actor, id),
            },
          ]),
      ...(can(actor, 'config.read', ref)
        ? [{ label: t('home.config'), href: routes.config(id), icon: 'config' as const }]
        : []),
      { label: t('quotaPage.title'), href: routes.quota(id), icon: 'quota' },
      { label: t('activity.title'), href: routes.activity(id), icon: 'activity' },
    ],
  }
}

/** The files of somebody's own disk; those of a group begin with whatever volume is its first at that moment. */
function findDisk(actor: Actor, id: SpaceSummary['id']): string | undefined {
  // Whether files may be read is asked where they are: a link rests on what is known, as all of the frame does.
  const found = findScope(actor, 'space.read', id)
  if (!('scope' in found) || found.scope.kind !== 'user') return undefined
  const disk = listVolumes(found.scope).find(({ isPrimary }) => isPrimary)
  return disk && routes.files(id, disk.name)
}

function listAdminEntries(t: Translate): ShellEntry[] {
  return [
    { label: t('pages.admin.users'), href: routes.admin.users(), icon: 'users' },
    { label: t('pages.admin.volumes'), href: routes.admin.volumes(), icon: 'storage' },
    { label: t('pages.admin.templates'), href: routes.admin.templates(), icon: 'templates' },
    { label: t('pages.admin.health'), href: routes.admin.health(), icon: 'health' },
  ]
}
