'use client'

import { Boxes } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { routes } from '#lib/routes.ts'
import type { Volume, VolumeMount } from '#lib/storage/schema.ts'

/** Who else uses the volume now; on narrow screens a picture, and the names behind it. */
export function MountedBy({ space, mountedBy }: Pick<Volume, 'space' | 'mountedBy'>) {
  const t = useTranslations('files.head')
  // A workload of several pods is named once.
  const users = new Map(
    mountedBy.filter(({ isFileServer }) => !isFileServer).map((mount) => [mount.workload ?? mount.pod, mount]),
  )
  const [first] = users.keys()
  if (first === undefined) return null
  return (
    <Popover
      title={t('mountedBy')}
      align="end"
      trigger={
        <Button size="small" variant="ghost" icon={<Boxes />}>
          <span className="max-w-48 truncate max-md:sr-only">{t('users', { first, count: users.size - 1 })}</span>
        </Button>
      }
    >
      <ul className="grid gap-1">
        {[...users].map(([name, mount]) => (
          <li key={name} className="min-w-0 break-words">
            <UserName space={space} name={name} mount={mount} />
          </li>
        ))}
      </ul>
    </Popover>
  )
}

function UserName({ space, name, mount }: Pick<Volume, 'space'> & { name: string; mount: VolumeMount }) {
  const { workload, workloadKind } = mount
  if (workload === null || workloadKind === null) return name
  return <Link href={routes.workload(space, { kind: workloadKind, name: workload })}>{name}</Link>
}
