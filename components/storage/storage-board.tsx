'use client'

import { useQuery } from '@tanstack/react-query'
import { HardDrive, Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useLiveWish } from '#components/live/live-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Meter } from '#components/ui/meter.tsx'
import { Part } from '#components/ui/part.tsx'
import { quotaQuery } from '#lib/quota/queries.ts'
import type { QuotaItem, QuotaView } from '#lib/quota/schema.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import { volumesQuery } from '#lib/storage/queries.ts'
import type { StorageClass, Volume } from '#lib/storage/schema.ts'
import type { StorageRights } from './storage-rights.ts'
import { useCreateProblem } from './use-create-problem.ts'
import { useShallowQuery } from '#components/ui/use-shallow-query.ts'
import { useVolumeActions } from './use-volume-actions.tsx'
import { sortVolumes } from './volume-state.ts'
import { VolumeTable } from './volume-table.tsx'

const loadCreate = () => import('./create-volume-dialog.tsx')
const loadSheet = () => import('./volume-sheet.tsx')
const loadGrow = () => import('./grow-volume-dialog.tsx')
const loadDelete = () => import('./delete-volume-dialog.tsx')

export interface StorageBoardProps {
  space: SpaceSummary
  userUid: string
  rights: StorageRights
  classes: readonly StorageClass[]
  volumes: Volume[]
  quota: QuotaView
}

export interface VolumeTask {
  kind: 'grow' | 'delete'
  volume: Volume
}

/** The volumes of a space and all that can be done with them. */
export function StorageBoard({
  space,
  userUid,
  rights,
  classes,
  volumes: first,
  quota: firstQuota,
}: StorageBoardProps) {
  const t = useTranslations('storagePage')
  useLiveWish(space.id, false)
  const { data: known } = useQuery({ ...volumesQuery(space.id), initialData: first })
  const { data: quota } = useQuery({ ...quotaQuery(space.id), initialData: firstQuota })
  const volumes = sortVolumes(known)
  const query = useShallowQuery()
  const [task, setTask] = useState<VolumeTask | null>(null)
  const createProblem = useCreateProblem({ space, rights, quota, classes })
  const getActions = useVolumeActions({
    rights,
    onOpen: (volume) => query.go({ volume: volume.name }),
    onTask: setTask,
  })

  const openedName = query.get('volume')
  // What a dialog is about is looked up anew, so that it shows what has happened meanwhile.
  const taskVolume = task && (volumes.find(({ uid }) => uid === task.volume.uid) ?? task.volume)
  const isCreating = query.get('create') !== null
  const create = (
    <Button
      variant="primary"
      icon={<Plus />}
      disabledReason={createProblem}
      onClick={() => query.go({ create: 'new' })}
    >
      {t('create')}
    </Button>
  )
  // Inside the sheet when it is open, so that Esc closes one window at a time.
  const tasks = (
    <>
      {task?.kind === 'grow' && taskVolume && (
        <Part load={loadGrow} volume={taskVolume} quota={quota} onClose={() => setTask(null)} />
      )}
      {task?.kind === 'delete' && taskVolume && (
        <Part
          load={loadDelete}
          volume={taskVolume}
          onClose={() => setTask(null)}
          onDone={() => openedName === taskVolume.name && query.go({ volume: null }, 'replace')}
        />
      )}
    </>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('lede')} action={create} />
      <div className="grid gap-6">
        <QuotaCard quota={quota} />
        <VolumeTable
          volumes={volumes}
          getActions={getActions}
          empty={<EmptyState icon={<HardDrive />} title={t('empty.title')} text={t('empty.text')} />}
        />
      </div>
      {isCreating && createProblem === null && (
        <Part
          load={loadCreate}
          space={space}
          userUid={userUid}
          classes={classes}
          quota={quota}
          onClose={() => query.go({ create: null }, 'replace')}
        />
      )}
      {openedName === null ? (
        tasks
      ) : (
        <Part
          load={loadSheet}
          volume={volumes.find(({ name }) => name === openedName) ?? null}
          classes={classes}
          rights={rights}
          onTask={setTask}
          onClose={() => query.go({ volume: null }, 'replace')}
        >
          {tasks}
        </Part>
      )}
    </>
  )
}

function QuotaCard({ quota }: { quota: QuotaView }) {
  const t = useTranslations('storagePage')
  const find = (resource: QuotaItem['resource']) => quota.items.find((item) => item.resource === resource)
  const meters = [
    { label: t('quotaStorage'), item: find('storage') },
    { label: t('quotaVolumes'), item: find('volumes') },
  ]
  if (meters.every(({ item }) => item === undefined)) return null
  return (
    <Card>
      <h2 className="sr-only">{t('quotaTitle')}</h2>
      <div className="grid gap-x-10 gap-y-4 md:grid-cols-2">
        {meters.map(
          ({ label, item }) =>
            item && <Meter key={label} label={label} used={item.used} limit={item.limit} unit={item.unit} />,
        )}
      </div>
    </Card>
  )
}
