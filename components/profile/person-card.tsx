import { useTranslations } from 'next-intl'
import { Card } from '#components/ui/card.tsx'
import { KeyValueList } from '#components/ui/key-value-list.tsx'
import { Link } from '#components/ui/link.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { routes } from '#lib/routes.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import type { ProfileView } from '#lib/users/schema.ts'

interface PersonCardProps {
  profile: ProfileView
  groups: readonly SpaceSummary[]
}

/** What Moorage knows of the person. */
export function PersonCard({ profile, groups }: PersonCardProps) {
  const t = useTranslations('profile')
  const { displayName, username, email, isAdmin, createdAt } = profile
  return (
    <Card title={t('you')} footer={t('fromProvider')}>
      <KeyValueList
        items={[
          { label: t('name'), value: displayName },
          { label: t('username'), value: <span className="font-mono text-table">{username}</span> },
          ...(email ? [{ label: t('email'), value: email }] : []),
          ...(isAdmin ? [{ label: t('role'), value: t('admin') }] : []),
          { label: t('groups'), value: <Groups groups={groups} /> },
          ...(createdAt ? [{ label: t('since'), value: <RelativeTime at={createdAt} /> }] : []),
        ]}
      />
    </Card>
  )
}

function Groups({ groups }: Pick<PersonCardProps, 'groups'>) {
  const t = useTranslations()
  if (groups.length === 0) return <span className="text-quiet">{t('profile.noGroups')}</span>
  return (
    <ul className="grid gap-1">
      {groups.map(({ id, name, role }) => (
        <li key={id}>
          <Link href={routes.storage(id)}>{name}</Link>{' '}
          {role !== 'admin' && role !== 'outsider' && (
            <span className="text-table text-quiet">{t(`layout.roles.${role}`)}</span>
          )}
        </li>
      ))}
    </ul>
  )
}
