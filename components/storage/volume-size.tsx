import { Bytes } from '#components/ui/amount.tsx'
import type { Volume } from '#lib/storage/schema.ts'

/** While it grows, what it has and what it is to have. */
export function VolumeSize({ volume }: { volume: Volume }) {
  const { capacityBytes, requestedBytes } = volume
  const isOnItsWay = capacityBytes !== null && requestedBytes > capacityBytes
  return (
    <span className="whitespace-nowrap">
      {isOnItsWay && (
        <span className="text-quiet">
          <Bytes value={capacityBytes} /> →{' '}
        </span>
      )}
      <Bytes value={requestedBytes} />
    </span>
  )
}
