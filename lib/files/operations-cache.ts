import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { watchKind } from '#lib/kube/cache.ts'
import { FILE_SERVER_LABEL } from '#lib/spaces/objects-marks.ts'
import { toServerJob, toServerPod } from './objects-servers.ts'
import type { ServerJob, ServerPod } from './objects-servers.ts'
import type { FileServerSettings } from './objects.ts'

const rest = { isNamespaced: true, isOptional: true, query: { labelSelector: FILE_SERVER_LABEL } }

export const serverJobsKind = watchKind({
  ...rest,
  name: 'fileServers',
  path: '/apis/batch/v1/jobs',
  toItem: toServerJob,
})
export const serverPodsKind = watchKind({ ...rest, name: 'fileServerPods', path: '/api/v1/pods', toItem: toServerPod })

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

/** The pod that counts: the one that runs, else the youngest that is not over. */
export function findServerPod(job: Pick<ServerJob, 'namespace' | 'uid'>): ServerPod | undefined {
  const pods = serverPodsKind.list(job.namespace).filter(({ jobUid }) => jobUid === job.uid)
  const alive = pods.filter(({ isDeleting, phase }) => !isDeleting && phase !== 'Failed' && phase !== 'Succeeded')
  return alive.find(({ runningSince }) => runningSince !== null) ?? alive[0] ?? pods[0]
}
