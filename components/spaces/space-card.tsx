import { useTranslations } from 'next-intl'
import { DiskList } from '#components/storage/disk-list.tsx'
import { Avatar } from '#components/ui/avatar.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Link } from '#components/ui/link.tsx'
import { routes } from '#lib/routes.ts'
import type { HomeSpace } from './home-space.ts'

/** A space, its disks and the ways into it. */
export function SpaceCard({ home }: { home: HomeSpace }) {
  const t = useTranslations()
  const { space, problem, volumes } = home
  const { id, name, kind, role } = space
  const ways = [
    { href: routes.workloads(id), label: t('home.spaces.workloads') },
    { href: routes.storage(id), label: t('home.spaces.storage') },
    ...(role === 'admin' || role === 'outsider'
      ? []
      : [{ href: routes.spaceFiles(id), label: t('home.spaces.files') }]),
    { href: routes.quota(id), label: t('home.spaces.quota') },
    { href: routes.activity(id), label: t('home.spaces.activity') },
  ]
  return (
    <section aria-label={name} className="flex flex-col rounded-box border border-line bg-surface">
      <header className="flex items-center gap-3 px-4 pt-4 sm:px-5">
        <Avatar name={name} />
        <h3 className="min-w-0 grow truncate font-semibold">{name}</h3>
        <Badge>
          {kind === 'user'
            ? t('home.spaces.mine')
            : role === 'admin' || role === 'outsider'
              ? t('home.spaces.group')
              : t(`layout.roles.${role}`)}
        </Badge>
      </header>
      <div className="grow px-4 py-4 sm:px-5">
        {problem ? (
          <p className="text-quiet">{t(`home.summary.${problem}`, { space: name })}</p>
        ) : (
          <DiskList space={id} volumes={volumes} />
        )}
      </div>
      <nav
        aria-label={name}
        className="flex flex-wrap gap-x-5 gap-y-1 border-t border-line px-4 py-2.5 text-table sm:px-5"
      >
        {ways.map(({ href, label }) => (
          <Link key={href} href={href}>
            {label}
          </Link>
        ))}
      </nav>
    </section>
  )
}
