import type { KubeClient } from '#lib/kube/client.ts'
import { listObjects } from '#lib/kube/verbs.ts'
import { FILE_SERVER_PORT } from '#lib/files/objects.ts'
import { toServerPod } from '#lib/files/objects-servers.ts'
import { FILE_SERVER_LABEL, isManagedObject } from '#lib/spaces/objects-marks.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { toPodFacts } from '#lib/workloads/objects-pods.ts'

/** What an address on the files host names. */
export interface ServerAddress {
  namespace: string
  name: string
}

/** A running pod of the Job that was asked for. */
export interface FoundPod extends ServerAddress {
  pod: string
  uid: string
  ip: string
  port: number
}

const PATH = /^\/((?:user|group)-[a-z0-9-]{1,56})\/(moorage-files-[a-z0-9]{20})(?:\/|$)/

/** Null for what no file server has. */
export function parseServerPath(path: string): ServerAddress | null {
  const [, namespace, name] = PATH.exec(path) ?? []
  return namespace?.endsWith('-storage') && name ? { namespace, name } : null
}

/** Longer than a page's burst of calls, shorter than an address takes to be given to another pod. */
const KEPT_MS = 2000
const KEPT_MAX = 2000

/** Finds the pods of file servers by the rights that the gateway has in each space. */
export class ServerFinder {
  private readonly client: KubeClient
  private readonly known = new Map<string, { at: number; found: Promise<FoundPod | null> }>()

  constructor(client: KubeClient) {
    this.client = client
  }

  /** Null when no such server runs. Throws what `lib/kube` throws. */
  find(address: ServerAddress): Promise<FoundPod | null> {
    const key = `${address.namespace}/${address.name}`
    const kept = this.known.get(key)
    if (kept && performance.now() - kept.at < KEPT_MS) return kept.found
    if (this.known.size >= KEPT_MAX) this.known.clear()
    const found = this.look(address)
    this.known.set(key, { at: performance.now(), found })
    // What was not there may be there a moment later.
    found.then((pod) => pod ?? this.known.delete(key)).catch(() => this.known.delete(key))
    return found
  }

  forget({ namespace, name }: ServerAddress): void {
    this.known.delete(`${namespace}/${name}`)
  }

  private async look(address: ServerAddress): Promise<FoundPod | null> {
    const pods = await listObjects(this.client, {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: address.namespace,
      labelSelector: `${FILE_SERVER_LABEL},batch.kubernetes.io/job-name=${address.name}`,
    })
    return selectPod(address, pods)
  }
}

/** Only what the Job of this name controls, never an address that somebody wrote into a Service or an EndpointSlice. */
export function selectPod(address: ServerAddress, pods: readonly KubeObject[]): FoundPod | null {
  for (const raw of pods) {
    const owner = raw.metadata.ownerReferences?.find(({ controller }) => controller)
    const isOfJob = owner?.kind === 'Job' && owner.apiVersion === 'batch/v1' && owner.name === address.name
    const isTrue = isOfJob && raw.metadata.labels?.['batch.kubernetes.io/controller-uid'] === owner.uid
    if (!isTrue || !isManagedObject(raw) || raw.metadata.namespace !== address.namespace) continue
    const { ip, phase, isDeleting, uid, name } = toServerPod(toPodFacts(raw))
    if (ip !== null && phase === 'Running' && !isDeleting)
      return { ...address, pod: name, uid, ip, port: FILE_SERVER_PORT }
  }
  return null
}
