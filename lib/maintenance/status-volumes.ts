import type { Volume } from '#lib/storage/schema.ts'
import type { ListAllVolumesInput, VolumePage, VolumeSort } from './schema.ts'

const VALUES: Record<VolumeSort, (volume: Volume) => string | number | null> = {
  name: ({ title, name }) => title ?? name,
  space: ({ space }) => space,
  size: ({ capacityBytes, requestedBytes }) => capacityBytes ?? requestedBytes,
  used: ({ usedBytes }) => usedBytes,
  share: ({ usedBytes, capacityBytes }) => (usedBytes === null || !capacityBytes ? null : usedBytes / capacityBytes),
  created: ({ createdAt }) => createdAt,
}

/** Contains every word of the search in its names, its space, its class or those who mount it. */
function isFound(volume: Volume, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const mounts = volume.mountedBy.flatMap(({ pod, workload }) => [pod, workload ?? ''])
  const text = [volume.name, volume.title ?? '', volume.space, volume.storageClass, ...mounts].join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}

/** One page of volumes as the address asks for it; a page beyond the last one is the last one. */
export function pageVolumes(volumes: readonly Volume[], input: ListAllVolumesInput): VolumePage {
  const { search, phase, page, pageSize } = input
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = volumes.filter((volume) => (!phase || volume.phase === phase) && isFound(volume, words))
  const pageCount = Math.max(1, Math.ceil(found.length / pageSize))
  const shown = Math.min(page, pageCount)
  const measured = found.filter(({ usedBytes }) => usedBytes !== null)
  return {
    items: sortVolumes(found, input).slice((shown - 1) * pageSize, shown * pageSize),
    total: found.length,
    page: shown,
    requestedBytes: found.reduce((sum, { requestedBytes }) => sum + requestedBytes, 0),
    usedBytes: measured.reduce((sum, { usedBytes }) => sum + (usedBytes ?? 0), 0),
    measuredCount: measured.length,
  }
}

const collator = new Intl.Collator('en', { numeric: true })

/** What has no value comes last in both directions; equal ones by space and name, so that pages do not overlap. */
function sortVolumes(volumes: readonly Volume[], { sort, isDescending }: ListAllVolumesInput): Volume[] {
  const direction = isDescending ? -1 : 1
  return volumes
    .map((volume) => ({ volume, value: VALUES[sort](volume) }))
    .toSorted((a, b) => {
      if (a.value === null || b.value === null) {
        const order = Number(a.value === null) - Number(b.value === null)
        if (order !== 0) return order
      } else {
        const order = compareValues(a.value, b.value)
        if (order !== 0) return direction * order
      }
      return collator.compare(`${a.volume.space}/${a.volume.name}`, `${b.volume.space}/${b.volume.name}`)
    })
    .map(({ volume }) => volume)
}

function compareValues(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
}
