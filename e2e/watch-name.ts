import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { requireObject } from '#lib/kube/verbs.ts'
import { digest } from './file-tree.ts'
import { client } from './place.ts'

const POLL_MS = 5

interface Watched {
  namespace: string
  volume: string
  name: string
}

/**
 * Looks for a name on the volume itself, all the time, and reads what is there the moment it appears: a part of a file
 * would be seen. `end` resolves with that first content's digest; null: it never appeared.
 */
export async function watchName(watched: Watched): Promise<{ end: () => Promise<string | null> }> {
  const file = path.join(await findFolder(watched), watched.name)
  let isOver = false
  const look = async () => {
    for (;;) {
      const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      })
      if (content) return digest(content)
      if (isOver) return null
      await sleep(POLL_MS)
    }
  }
  const seen = look()
  // Who never comes to ask has failed for another reason.
  seen.catch(() => undefined)
  return {
    end: () => {
      isOver = true
      return seen
    },
  }
}

/** The node is this machine, and its volumes are folders on it. */
async function findFolder({ namespace, volume }: Watched): Promise<string> {
  const claim = await requireObject(client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    namespace,
    name: volume,
  })
  const { volumeName } = claim['spec'] as { volumeName: string }
  const found = await requireObject(client, { apiVersion: 'v1', kind: 'PersistentVolume', name: volumeName })
  return (found['spec'] as { local: { path: string } }).local.path
}
