import { useTranslations } from 'next-intl'
import { Bytes } from '#components/ui/amount.tsx'
import { Link } from '#components/ui/link.tsx'
import { Meter } from '#components/ui/meter.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { routes } from '#lib/routes.ts'
import type { Volume } from '#lib/storage/schema.ts'
import { FULLNESS, getUsedShare, getVolumeLabel, getVolumeState, hasFailed, sortVolumes } from './volume-state.ts'

/** More are on the page of the space. */
const SHOWN = 3

/** The disks of a space with how full they are; what needs a look comes first. */
export function DiskList({ space, volumes }: { space: SpaceId; volumes: readonly Volume[] }) {
  const t = useTranslations('home.spaces')
  if (volumes.length === 0) return <p className="text-quiet">{t('noVolumes')}</p>
  const sorted = sortVolumes(volumes).toSorted((a, b) => getUrgency(b) - getUrgency(a))
  const rest = sorted.length - SHOWN
  return (
    <ul className="grid gap-4">
      {sorted.slice(0, SHOWN).map((volume) => (
        <li key={volume.uid}>
          <Disk volume={volume} />
        </li>
      ))}
      {rest > 0 && (
        <li className="text-table">
          <Link href={routes.storage(space)}>{t('more', { count: rest })}</Link>
        </li>
      )}
    </ul>
  )
}

/** Whole tenths only, so that the order does not change with every measurement. */
function getUrgency(volume: Volume): number {
  return hasFailed(volume) ? 100 : Math.max(6, Math.floor((getUsedShare(volume) ?? 0) * 10))
}

function Disk({ volume }: { volume: Volume }) {
  const t = useTranslations('storagePage')
  const { usedBytes, capacityBytes, requestedBytes, phase } = volume
  const name = (
    <Link
      variant="quiet"
      href={routes.storage(volume.space, { volume: volume.name })}
      className="min-w-0 truncate font-medium"
    >
      {getVolumeLabel(volume)}
    </Link>
  )
  const isMeasured = usedBytes !== null && capacityBytes !== null
  return (
    <div>
      <div className="mb-1.5 flex items-baseline justify-between gap-4">
        {name}
        <span className="shrink-0 text-table whitespace-nowrap tabular-nums">
          {isMeasured && (
            <>
              <Bytes value={usedBytes} /> <span className="text-quiet">/</span>{' '}
            </>
          )}
          <Bytes value={requestedBytes} />
        </span>
      </div>
      {isMeasured ? (
        <Meter
          label={getVolumeLabel(volume)}
          used={usedBytes}
          limit={capacityBytes}
          unit="bytes"
          highShare={FULLNESS.high}
          isCompact
        />
      ) : (
        <div className="flex h-5 items-center text-table text-quiet">
          {phase === 'bound' ? (
            t('notMeasured')
          ) : (
            <StateDot state={getVolumeState(volume)} label={t(`phases.${phase}`)} isQuiet />
          )}
        </div>
      )}
    </div>
  )
}
