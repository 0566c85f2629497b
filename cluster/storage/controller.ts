import type { ClusterLayout } from '#cluster/layout.ts'
import { AppError } from '#lib/errors.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import { watchList } from '#lib/kube/watch.ts'
import { mountAllVolumes } from './all-volumes.ts'
import { toClaim, toVolume, toVolumeClass } from './claim.ts'
import type { Claim } from './claim.ts'
import { warnClaim } from './claim-events.ts'
import { decideVolumeAction } from './volume-action.ts'
import type { VolumeAction } from './volume-action.ts'
import { getVolumeFiles, isVolumeName, listVolumeNames, openVolumesDir, toVolumeName } from './volume-files.ts'
import { performVolumeAction } from './volume-operations.ts'
import { createWorkQueue } from './work-queue.ts'

export interface StorageController {
  /** Resolves when the cluster's state is known and the work has begun. */
  readonly ready: Promise<void>
  /** The volumes that cannot be made, enlarged or removed at the moment, each with a sentence. */
  readonly problems: ReadonlyMap<string, string>
  /** Resolves when no step is under way any more. */
  stop(): Promise<void>
}

export interface StorageControllerOptions {
  client: KubeClient
  layout: Pick<ClusterLayout, 'volumesDir' | 'nodeName'>
  log: (sentence: string) => void
}

const PARALLEL_VOLUMES = 2

/** Makes, enlarges and removes the volumes of the local cluster as its claims ask for, until it is stopped. */
export function createStorageController(options: StorageControllerOptions): StorageController {
  const { client, layout, log } = options
  const problems = new Map<string, string>()
  const beingRemoved = new Set<string>()
  const volumeNames = new Map<string, string>()
  const queue = createWorkQueue({ parallel: PARALLEL_VOLUMES, work })

  const claims = watchList({
    client,
    path: '/api/v1/persistentvolumeclaims',
    toItem: toClaim,
    onProblem: logProblem,
    onChange: (key, claim) => {
      const before = volumeNames.get(key)
      if (claim) volumeNames.set(key, getVolumeName(claim))
      else volumeNames.delete(key)
      enqueue(before)
      enqueue(volumeNames.get(key))
    },
  })
  const volumes = watchList({
    client,
    path: '/api/v1/persistentvolumes',
    toItem: toVolume,
    onProblem: logProblem,
    onChange: enqueue,
  })
  const classes = watchList({
    client,
    path: '/apis/storage.k8s.io/v1/storageclasses',
    toItem: toVolumeClass,
    onProblem: logProblem,
    onChange: () => {
      for (const name of volumeNames.values()) enqueue(name)
    },
  })

  const ready = start()
  // Whoever waits sees the rejection; nobody has to wait.
  ready.catch(() => {})

  async function start(): Promise<void> {
    await Promise.all([claims.synced, volumes.synced, classes.synced])
    // A mount that somebody took away while nothing watched comes back; kubelet starts no pod before that.
    await mountAllVolumes(layout).catch(logProblem)
    for (const name of await listVolumeNames(await openVolumesDir(layout.volumesDir))) enqueue(name)
  }

  function enqueue(name: string | undefined): void {
    if (name !== undefined && isVolumeName(name)) queue.add(name)
  }

  function logProblem(error: unknown): void {
    log(toSentence(error))
  }

  // By uid: a claim can name any volume as the one that it wants.
  function findClaim(name: string): Claim | null {
    const volume = volumes.items.get(name)
    for (const claim of claims.items.values()) {
      if (volume ? claim.uid === volume.claimUid : toVolumeName(claim.uid) === name) return claim
    }
    return null
  }

  function decide(name: string, claim: Claim | null): VolumeAction {
    return decideVolumeAction({
      claim,
      volume: volumes.items.get(name) ?? null,
      volumeClass: classes.items.get(claim?.className ?? '') ?? null,
      isBeingRemoved: beingRemoved.has(name),
      nodeName: layout.nodeName,
    })
  }

  async function work(name: string): Promise<void> {
    await ready
    const claim = findClaim(name)
    try {
      const files = getVolumeFiles(await openVolumesDir(layout.volumesDir), name)
      const action = decide(name, claim)
      if (action.kind === 'remove') beingRemoved.add(name)
      const sentence = await performVolumeAction({ client, files, nodeName: layout.nodeName }, action)
      beingRemoved.delete(name)
      problems.delete(name)
      if (sentence) log(sentence)
    } catch (error) {
      const message = toSentence(error)
      // Each repetition fails in the same way: the log says it once.
      if (problems.get(name) !== message) log(`${name}: ${message}`)
      problems.set(name, message)
      if (claim) await warn(claim, message)
      throw error
    }
  }

  async function warn(claim: Claim, message: string): Promise<void> {
    const reason = claim.isPending ? 'ProvisioningFailed' : 'VolumeResizeFailed'
    await warnClaim(client, { claim, reason, message }).catch((error: unknown) => {
      log(`The event for ${claim.namespace}/${claim.name} could not be written: ${toSentence(error)}`)
    })
  }

  return {
    ready,
    problems,
    async stop() {
      for (const list of [claims, volumes, classes]) list.stop()
      await queue.stop()
    },
  }
}

function toSentence(error: unknown): string {
  return error instanceof AppError ? error.userMessage : String(error)
}

/** The volume that the claim has, or the one that it would get. */
function getVolumeName(claim: Claim): string {
  return claim.volumeName ?? toVolumeName(claim.uid)
}
