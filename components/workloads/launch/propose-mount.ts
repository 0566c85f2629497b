import type { LaunchOffer } from '#lib/workloads/schema-offer.ts'
import { type MountValues, NEW_MOUNT } from './launch-values.ts'

type Volume = Pick<LaunchOffer['volumes'][number], 'name' | 'isPrimary' | 'accessMode'>

const PLACES: Record<Exclude<MountValues['source'], 'volume'>, string> = {
  'config-map': '/config',
  secret: '/secrets',
  scratch: '/tmp',
}

/** A mount of this object where people look for such a thing first, and nothing is yet. */
export function proposeMount(
  source: MountValues['source'],
  object: string,
  context: { volumes: readonly Volume[]; mounts: readonly Pick<MountValues, 'path'>[]; hasFiles: boolean },
): MountValues {
  const taken = new Set([...context.mounts.map(({ path }) => path), ...(context.hasFiles ? ['/config'] : [])])
  const volume = context.volumes.find(({ name }) => name === object)
  const wanted = source === 'volume' ? getVolumePlace(volume) : PLACES[source]
  const named = object === '' ? [] : [`${wanted === '/data' ? '' : wanted}/${object}`]
  const numbered = Array.from({ length: taken.size + 1 }, (_, at) => `${wanted}-${at + 2}`)
  const path = [wanted, ...named, ...numbered].find((one) => !taken.has(one)) ?? wanted
  return { ...NEW_MOUNT, source, object, path }
}

function getVolumePlace(volume: Volume | undefined): string {
  if (volume && !volume.isPrimary && volume.accessMode === 'ReadWriteMany') return '/shared'
  return '/data'
}
