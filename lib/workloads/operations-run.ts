import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { withAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { AppError } from '#lib/errors.ts'
import { recordWrite } from '#lib/http/request-scope.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject, OwnerReference } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { createObject, listObjects } from '#lib/kube/verbs.ts'
import { FIELD_MANAGER, LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import { toJobFacts } from './objects-controllers.ts'
import { toLaunchForm } from './objects-launched.ts'
import { jobsKind } from './operations-cache.ts'
import { requireStartable } from './operations-checks.ts'
import { requireWorkload, showWritten } from './operations-context.ts'
import { readData, readLaunchedTogether, readTexts } from './operations-known.ts'
import { launchInto } from './operations-launch.ts'
import { listOfName } from './operations-steps.ts'
import { launchSchema } from './schema-launch.ts'
import type { Workload, WorkloadRef } from './schema.ts'

/** A scheduled job runs now, besides its times; a job is made again under the next free name, beside the one that ended. */
export async function runWorkload(actor: Actor, ref: WorkloadRef): Promise<Workload> {
  const scope = authorize(actor, 'workload.start', ref.space)
  const live = await requireWorkload(scope, ref)
  if (live.kind === 'CronJob') return runNow(scope, live)
  if (live.kind === 'Job') return makeAgain(scope, live)
  const text = 'Only jobs are run again; a service is restarted.'
  throw new AppError('CONFLICT', text, { messageKey: 'workloads.runForJobs' })
}

const cronJobSchema = z.object({
  jobTemplate: z.object({
    metadata: z
      .object({ labels: z.record(z.string(), z.string()).default({}) })
      .nullish()
      .transform((value) => value ?? { labels: {} }),
    spec: z.record(z.string(), z.unknown()),
  }),
})

async function runNow(scope: SpaceScope, cronJob: KubeObject): Promise<Workload> {
  const { namespace = '', name, uid = '' } = cronJob.metadata
  const all = await listObjects(getKubeClient(), { apiVersion: 'batch/v1', kind: 'Job', namespace })
  const runs = all.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))
  const active = runs.map(toJobFacts).find(({ conditions }) => !conditions.some(isEnd))
  if (active) {
    const text = `"${name}" is running already.`
    throw new AppError('CONFLICT', text, { messageKey: 'workloads.runsAlready', params: { name } })
  }
  requireStartable(scope, { kind: 'scheduled-job', name }, { live: cronJob, pods: 1 })
  const entry = { actor: scope.actor, action: 'workload.run', space: scope.spaceId, object: { kind: 'CronJob', name } }
  const job = await withAudit(entry, () => createRun(buildRun(cronJob, runs)))
  recordWrite({ kind: jobsKind.name, resourceVersion: job.metadata.resourceVersion })
  return showWritten('scheduled-job', cronJob, scope)
}

const isEnd = ({ type, status }: { type: string; status: string }) =>
  (type === 'Complete' || type === 'Failed') && status === 'True'

function buildRun(cronJob: KubeObject, runs: readonly KubeObject[]): KubeObject {
  const { namespace, name, uid = '' } = cronJob.metadata
  const { jobTemplate } = cronJobSchema.parse(cronJob.spec)
  // Two clicks at once see the same runs, and so mean the same new one.
  const seen = [uid, ...runs.map(({ metadata }) => metadata.uid ?? '')].toSorted().join()
  const suffix = createHash('sha256').update(seen).digest('hex').slice(0, 6)
  const owner: OwnerReference = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    name,
    uid,
    controller: true,
    blockOwnerDeletion: false,
  }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${name}-run-${suffix}`,
      namespace,
      labels: jobTemplate.metadata.labels,
      // https://kubernetes.io/docs/reference/labels-annotations-taints/#cronjob-kubernetes-io-instantiate
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [owner],
    },
    spec: jobTemplate.spec,
  }
}

async function createRun(job: KubeObject): Promise<KubeObject> {
  try {
    return await createObject(getKubeClient(), job, { fieldManager: FIELD_MANAGER })
  } catch (error) {
    const [same] =
      getKubeCase(error) === 'already-exists'
        ? await listOfName({ namespace: job.metadata.namespace ?? '', name: job.metadata.name })
        : []
    if (same) return same
    throw error
  }
}

/** As many as anybody keeps; after that, a name of one's own is better. */
const NAMES_TRIED = 50

async function makeAgain(scope: SpaceScope, job: KubeObject): Promise<Workload> {
  const together = await readLaunchedTogether(job)
  const { name } = job.metadata
  const { fields, unknown } = toLaunchForm(job, { space: scope.spaceId, files: readTexts(together) })
  const launchId = randomUUID()
  const parsed = launchSchema.safeParse({ ...fields, name: await findFreeName(scope, job), launchId })
  const isRun = job.metadata.ownerReferences?.some(({ controller }) => controller) ?? false
  if (!parsed.success || unknown.length > 0 || isRun || job.metadata.labels?.[LAUNCH_LABEL] === undefined) {
    const text = `"${name}" has settings that this form cannot hold, so it is not made again by it.`
    throw new AppError('CONFLICT', text, { messageKey: 'workloads.notLaunched', params: { name } })
  }
  const entry = { actor: scope.actor, action: 'workload.run', space: scope.spaceId, object: { kind: 'Job', name } }
  const keptSecrets = together.secret ? readData(together.secret) : {}
  return withAudit(entry, () => launchInto(scope, parsed.data, { keptSecrets, before: parsed.data }))
}

/** "backup", "backup-2", "backup-3": the first one that nothing has. */
async function findFreeName(scope: SpaceScope, job: KubeObject): Promise<string> {
  const base = job.metadata.name.replace(/-\d{1,2}$/, '').slice(0, 47)
  for (let number = 2; number < NAMES_TRIED; number += 1) {
    const name = `${base}-${number}`
    if ((await listOfName({ namespace: scope.namespace, name })).length === 0) return name
  }
  throw new AppError('CONFLICT', `There are many jobs called "${base}" already; delete some of them.`, {
    messageKey: 'workloads.noNameLeft',
    params: { name: base },
  })
}
