'use client'

import { FileQuestion, FolderOpen, Maximize2, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Sheet } from '#components/ui/dialog.tsx'
import { ButtonLink } from '#components/ui/link.tsx'
import { Meter } from '#components/ui/meter.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import { routes } from '#lib/routes.ts'
import type { StorageClass, Volume } from '#lib/storage/schema.ts'
import { GrowthSteps } from './growth-steps.tsx'
import type { VolumeTask } from './storage-board.tsx'
import type { StorageRights } from './storage-rights.ts'
import { useGrowProblem } from './use-volume-actions.tsx'
import { VolumeFacts } from './volume-facts.tsx'
import { FULLNESS, getStateText, getVolumeLabel, getVolumeState } from './volume-state.ts'

interface VolumeSheetProps {
  /** Null: there is none of the name that the address says. */
  volume: Volume | null
  classes: readonly StorageClass[]
  rights: StorageRights
  onTask: (task: VolumeTask) => void
  onClose: () => void
  /** Dialogs that lie over it. */
  children?: ReactNode
}

/** All that is known of one volume, and what can be done with it. */
export default function VolumeSheet({ volume, classes, rights, onTask, onClose, children }: VolumeSheetProps) {
  const t = useTranslations('storagePage')
  return (
    <Sheet
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={volume ? getVolumeLabel(volume) : t('details.gone')}
    >
      {volume ? (
        <div className="grid gap-5">
          <VolumeHealth volume={volume} />
          {rights.canReadFiles && (
            <div>
              <ButtonLink icon={<FolderOpen />} href={routes.files(volume.space, volume.name)}>
                {t('details.files')}
              </ButtonLink>
            </div>
          )}
          <VolumeFacts volume={volume} storageClass={classes.find(({ name }) => name === volume.storageClass)} />
          {rights.canGrow && <GrowCard volume={volume} onTask={onTask} />}
          {rights.canDelete && <DangerCard volume={volume} onTask={onTask} />}
        </div>
      ) : (
        <EmptyState icon={<FileQuestion />} title={t('details.gone')} text={t('details.goneText')} />
      )}
      {children}
    </Sheet>
  )
}

function VolumeHealth({ volume }: { volume: Volume }) {
  const t = useTranslations('storagePage')
  const { phase, usedBytes, usedAt, capacityBytes } = volume
  return (
    <>
      <div>
        <StateDot state={getVolumeState(volume)} label={t(`phases.${phase}`)} />
        <p className="ms-5 text-pretty text-quiet">{t(`phaseTexts.${getStateText(volume)}`)}</p>
      </div>
      {(phase === 'growing' || phase === 'grow-failed') && <GrowthSteps volume={volume} />}
      {usedBytes !== null && usedAt !== null && capacityBytes !== null ? (
        <Meter
          label={t('details.used')}
          used={usedBytes}
          limit={capacityBytes}
          unit="bytes"
          highShare={FULLNESS.high}
          note={t.rich('measured', { time: () => <RelativeTime at={usedAt} /> })}
        />
      ) : (
        <p className="text-quiet">
          <span className="font-medium text-ink">{t('notMeasured')}.</span> {t('notMeasuredText')}
        </p>
      )}
    </>
  )
}

function GrowCard({ volume, onTask }: { volume: Volume; onTask: VolumeSheetProps['onTask'] }) {
  const t = useTranslations('storagePage.details')
  const problem = useGrowProblem()(volume)
  return (
    <Card title={t('grow')} level={3} description={t('growLede')}>
      <Button icon={<Maximize2 />} disabledReason={problem} showReason onClick={() => onTask({ kind: 'grow', volume })}>
        {t('grow')}
      </Button>
    </Card>
  )
}

function DangerCard({ volume, onTask }: { volume: Volume; onTask: VolumeSheetProps['onTask'] }) {
  const t = useTranslations('storagePage.details')
  return (
    <Card title={t('danger')} level={3} tone="danger" description={t('dangerText')}>
      <Button icon={<Trash2 />} onClick={() => onTask({ kind: 'delete', volume })} className="max-w-full">
        <span className="truncate">{t('delete', { name: getVolumeLabel(volume) })}</span>
      </Button>
    </Card>
  )
}
