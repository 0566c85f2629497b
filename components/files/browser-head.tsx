'use client'

import { ChevronsUpDown, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { getVolumeLabel, sortVolumes } from '#components/storage/volume-state.ts'
import { routes } from '#lib/routes.ts'
import type { Volume } from '#lib/storage/schema.ts'
import { useFilePlace } from './file-place.tsx'
import { MountedBy } from './mounted-by.tsx'
import { PathBar } from './path-bar.tsx'
import { UsageBar } from './usage-bar.tsx'
import type { Browse } from './use-browse.ts'

interface BrowserHeadProps {
  browse: Browse
  volume: Volume
  volumes: readonly Volume[]
}

/** Where one is, who else uses the volume, and how full it is. */
export function BrowserHead({ browse, volume, volumes }: BrowserHeadProps) {
  const t = useTranslations('files.head')
  const { label, mode } = useFilePlace()
  const isTrash = browse.state.show === 'trash'
  return (
    <header className="flex shrink-0 items-center gap-x-2 border-b border-line px-4 py-2 sm:gap-x-4">
      <h1 className="sr-only">{t('title', { label })}</h1>
      <PathBar browse={browse} volumes={volumes.length > 1 ? <VolumeMenu volume={volume} volumes={volumes} /> : null} />
      {mode === 'ro' && <Badge>{t('readOnly')}</Badge>}
      <MountedBy space={volume.space} mountedBy={volume.mountedBy} />
      <UsageBar browse={browse} />
      <Button
        size="small"
        variant={isTrash ? 'secondary' : 'ghost'}
        icon={<Trash2 />}
        aria-pressed={isTrash}
        onClick={() => browse.go({ show: isTrash ? 'files' : 'trash', search: '', filter: '' })}
      >
        <span className="max-sm:sr-only">{t('trash')}</span>
      </Button>
    </header>
  )
}

/** Leads to the files of the space's other volumes. */
function VolumeMenu({ volume, volumes }: Pick<BrowserHeadProps, 'volume' | 'volumes'>) {
  const t = useTranslations('files.head')
  const { space } = useFilePlace()
  return (
    <Menu
      label={t('volumes')}
      align="start"
      trigger={<IconButton size="small" label={t('volumes')} icon={<ChevronsUpDown />} />}
      entries={sortVolumes(volumes).map((one) => ({
        kind: 'link',
        id: one.uid,
        label: getVolumeLabel(one),
        href: routes.files(space, one.name),
        isCurrent: one.uid === volume.uid,
      }))}
    />
  )
}
