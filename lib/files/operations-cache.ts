import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { watchKind } from '#lib/kube/cache.ts'
import { FILE_SERVER_LABEL } from '#lib/spaces/objects-marks.ts'
import type { Claim } from '#lib/storage/objects-claims.ts'
import { podsKind } from '#lib/storage/operations-cache.ts'
import { toServerJob, toServerPod } from './objects-servers.ts'
import type { ServerJob, ServerPod } from './objects-servers.ts'
import type { FileServerSettings } from './objects.ts'

export const serverJobsKind = watchKind({
  isNamespaced: true,
  isOptional: true,
  query: { labelSelector: FILE_SERVER_LABEL },
  name: 'fileServers',
  path: '/apis/batch/v1/jobs',
  toItem: toServerJob,
})

/** The pods of a space that are file servers' and no workloads'. */
export function listServerPods(namespace: string): ServerPod[] {
  return podsKind.list(namespace).flatMap((pod) => (pod.isFileServer ? [toServerPod(pod.facts)] : []))
}

/** Throws NOT_READY where the administrator has set up no file servers. */
export function requireServerSettings(): FileServerSettings {
  const { files, filesUrl, portalUrl } = getEnv()
  const { image, access, idleSeconds, ingressClass, ingressAnnotations, ingressTlsSecret, keysFile } = files
  if (!image || !filesUrl || !keysFile) {
    throw new AppError('NOT_READY', 'Files cannot be opened here: the administrator has set up no file servers.', {
      messageKey: 'files.notSetUp',
    })
  }
  return { image, access, portalUrl, filesUrl, idleSeconds, ingressClass, ingressAnnotations, ingressTlsSecret }
}

/** It believes no token of this portal, and works for those who opened the volume at the other one. */
export function isOfOtherPortal({ portalUrl }: Pick<ServerJob, 'portalUrl'>): boolean {
  return portalUrl !== null && portalUrl !== getEnv().portalUrl
}

/** A volume that only one node can use is browsed there where it is in use; null: anywhere. */
export function findVolumeNode({ accessModes, namespace, name }: Claim): string | null {
  if (accessModes.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')) return null
  const users = podsKind
    .list(namespace)
    .filter((pod) => !pod.isFinished && pod.nodeName !== null && pod.claims.includes(name))
  // One on a machine that is away takes forever to end, while another one has taken its place.
  const user = users.find(({ isDeleting }) => !isDeleting) ?? users[0]
  return user?.nodeName ?? null
}

/** The pod that counts: the one that runs, else the youngest that is not over. */
export function findServerPod(job: Pick<ServerJob, 'namespace' | 'uid'>): ServerPod | undefined {
  const pods = listServerPods(job.namespace).filter(({ jobUid }) => jobUid === job.uid)
  const alive = pods.filter(({ isDeleting, phase }) => !isDeleting && phase !== 'Failed' && phase !== 'Succeeded')
  return alive.find(({ runningSince }) => runningSince !== null) ?? alive[0] ?? pods[0]
}
