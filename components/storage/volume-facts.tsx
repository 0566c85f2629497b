import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Bytes } from '#components/ui/amount.tsx'
import { KeyValueList } from '#components/ui/key-value-list.tsx'
import { Link } from '#components/ui/link.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { routes } from '#lib/routes.ts'
import type { StorageClass, Volume, VolumeMount } from '#lib/storage/schema.ts'
import { useAccessModeTexts } from './use-access-mode-texts.ts'

interface VolumeFactsProps {
  volume: Volume
  /** Undefined: its class is not offered any more. */
  storageClass: StorageClass | undefined
}

/** What a volume is, each fact with what it means. */
export function VolumeFacts({ volume, storageClass }: VolumeFactsProps) {
  const t = useTranslations('storagePage')
  const accessModes = useAccessModeTexts()
  const [mode = ''] = volume.accessModes
  const canGrow = volume.canGrow || storageClass?.canGrow === true
  const classTexts = [storageClass?.description, canGrow ? t('details.classGrows') : t('details.classDoesNotGrow')]
  return (
    <KeyValueList
      items={[
        { label: t('details.size'), value: <Bytes value={volume.requestedBytes} /> },
        {
          label: t('details.class'),
          value: (
            <Explained text={classTexts.filter(Boolean).join(' ')}>{volume.storageClass || t('noClass')}</Explained>
          ),
        },
        {
          label: t('details.access'),
          value: <Explained text={accessModes.getText(mode)}>{accessModes.getLabel(mode)}</Explained>,
        },
        { label: t('details.users'), value: <Mounts space={volume.space} mounts={volume.mountedBy} /> },
        { label: t('details.created'), value: <RelativeTime at={volume.createdAt} /> },
        { label: t('details.name'), value: <span className="font-mono text-table break-all">{volume.name}</span> },
      ]}
    />
  )
}

function Explained({ text, children }: { text: string | null; children: ReactNode }) {
  return (
    <>
      {children}
      {text && <span className="block text-table text-pretty text-quiet">{text}</span>}
    </>
  )
}

function Mounts({ space, mounts }: { space: SpaceId; mounts: readonly VolumeMount[] }) {
  const t = useTranslations('storagePage')
  if (mounts.length === 0) return <span className="text-quiet">{t('nobody')}</span>
  return (
    <ul className="grid gap-1">
      {mounts.map((mount) => (
        <li key={mount.pod}>
          <span className="break-all">
            {mount.isFileServer ? t('fileBrowser') : <MountUser space={space} mount={mount} />}
          </span>{' '}
          <MountedSince since={mount.since} />
        </li>
      ))}
    </ul>
  )
}

function MountedSince({ since }: Pick<VolumeMount, 'since'>) {
  const t = useTranslations('storagePage.details')
  return (
    <span className="text-table text-quiet">
      {since === null ? t('starting') : t.rich('usersSince', { time: () => <RelativeTime at={since} /> })}
    </span>
  )
}

/** With the way to what can be stopped there. */
function MountUser({ space, mount: { pod, workload, workloadKind } }: { space: SpaceId; mount: VolumeMount }) {
  if (workload === null || workloadKind === null) return workload ?? pod
  return <Link href={routes.workload(space, { kind: workloadKind, name: workload })}>{workload}</Link>
}
