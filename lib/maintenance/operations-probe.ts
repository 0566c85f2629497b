import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { createObject, deleteObject, listObjects } from '#lib/kube/verbs.ts'
import { buildProbe, PROBE_SELECTOR, toProbeResult, type ProbeResult } from './objects-probe.ts'
import type { ProbeView } from './schema.ts'

const JOB = { apiVersion: 'batch/v1', kind: 'Job' }

/** What the last probe found; the Job itself is where that is kept, so every replica knows it. */
export async function readProbe(): Promise<ProbeView> {
  const { state, at, facts } = await readResult()
  return { state, at, facts, isInstalled: getEnv().probeImage !== null }
}

interface LastProbe extends ProbeResult {
  name: string
  namespace: string
}

/** The newest, in whichever administrator's space it ran. */
async function readResult(): Promise<LastProbe> {
  const client = getKubeClient()
  const jobs = await listObjects(client, { ...JOB, labelSelector: PROBE_SELECTOR })
  const [job] = jobs.toSorted((a, b) =>
    (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''),
  )
  if (!job) return { ...toProbeResult(null, []), name: '', namespace: '' }
  const { name, namespace = '', uid } = job.metadata
  const pods = await listObjects(client, {
    apiVersion: 'v1',
    kind: 'Pod',
    namespace,
    labelSelector: `batch.kubernetes.io/controller-uid=${uid}`,
  })
  return { ...toProbeResult(job, pods), name, namespace }
}

/**
 * Starts the probe in a space; one that runs already, anywhere, goes on. Resolves before it has found anything.
 * Throws NOT_READY without an image, QUOTA_EXCEEDED when the space is full.
 */
export async function runProbe(namespace: string): Promise<void> {
  const { probeImage } = getEnv()
  if (probeImage === null) {
    throw new AppError('NOT_READY', 'The probe has no image: MOORAGE_PROBE_IMAGE is not set.', {
      messageKey: 'maintenance.noProbeImage',
    })
  }
  const client = getKubeClient()
  const last = await readResult()
  if (last.state === 'running') return
  if (last.uid !== null) {
    await deleteObject(client, { ...JOB, name: last.name, namespace: last.namespace }, { uid: last.uid })
  }
  await createObject(client, buildProbe({ namespace, image: probeImage }))
}
