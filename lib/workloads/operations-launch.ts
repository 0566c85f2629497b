import { withAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { AppError } from '#lib/errors.ts'
import { recordWrite } from '#lib/http/request-scope.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { formatQuantity } from '#lib/kube/quantity.ts'
import { getObject, patchObject } from '#lib/kube/verbs.ts'
import { FIELD_MANAGER, LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import { withOwner } from './objects-labels.ts'
import { buildLaunch } from './objects-launch.ts'
import type { LaunchObjects } from './objects-launch.ts'
import { cronJobsKind, deploymentsKind, jobsKind, servicesKind } from './operations-cache.ts'
import { requireLaunchable } from './operations-checks.ts'
import { findWorkload, showWritten, toLaunchContext, toObjectRef } from './operations-context.ts'
import { createStep, requireNameAlone, rollBack, toRef, toStepError, withRest } from './operations-steps.ts'
import type { Made } from './operations-steps.ts'
import type { LaunchInput } from './schema-launch.ts'
import type { Workload } from './schema.ts'

/** After that, what has the launch's id is what it made, and whoever sends the form again does not change it. */
const RESUMED_MS = 120_000

/** Launches; sent twice with the same launch id, it is one workload. Throws before anything is made, or takes it away again. */
export async function launchWorkload(actor: Actor, input: LaunchInput): Promise<Workload> {
  return launchInto(authorize(actor, 'workload.create', input.space), input)
}

/** What a workload is made after: another one, whose secret values only the cluster knows. */
interface Model {
  keptSecrets?: Readonly<Record<string, string>>
  before?: LaunchInput
}

/** The same with a scope of another action. */
export async function launchInto(scope: SpaceScope, input: LaunchInput, model: Model = {}): Promise<Workload> {
  const [workload, ...network] = await runAlone(scope, input, () => launch(scope, input, model))
  for (const { kind, metadata } of network) {
    if (kind === 'Service') recordWrite({ kind: servicesKind.name, resourceVersion: metadata.resourceVersion })
  }
  return showWritten(input.kind, workload, scope)
}

type Launched = [workload: KubeObject, ...network: KubeObject[]]

const running = new Map<string, { launchId: string; done: Promise<Launched> }>()

/** One launch of a name at a time: the second click waits for what the first one makes, another launch for its turn. */
async function runAlone(
  { namespace }: SpaceScope,
  { name, launchId }: LaunchInput,
  run: () => Promise<Launched>,
): Promise<Launched> {
  const key = `${namespace}/${name}`
  for (let other = running.get(key); other; other = running.get(key)) {
    if (other.launchId === launchId) return other.done
    await other.done.catch(() => undefined)
  }
  const done = run().finally(() => running.delete(key))
  running.set(key, { launchId, done })
  return done
}

async function launch(scope: SpaceScope, input: LaunchInput, { keptSecrets = {}, before }: Model): Promise<Launched> {
  const earlier = await findEarlier(scope, input)
  if (earlier && Date.now() - Date.parse(earlier.metadata.creationTimestamp ?? '') > RESUMED_MS) return [earlier]
  const objects = buildLaunch(input, { ...toLaunchContext(scope), keptSecrets })
  if (!earlier) await requireLaunchable(scope, input, { launch: objects, keptSecrets, before })
  const { kind, name } = toObjectRef(scope, input)
  const entry = {
    actor: scope.actor,
    action: 'workload.create',
    space: scope.spaceId,
    object: { kind, name },
    after: {
      image: input.image,
      template: input.template,
      cpu: `${input.cpu}m`,
      memory: formatQuantity(BigInt(input.memory)),
      gpus: input.gpus,
      ...(input.gpus > 0 ? { gpuResource: input.gpuResource } : {}),
    },
  }
  return withAudit(entry, () => make(objects, input))
}

/** What the same form has made before: its answer was lost, or somebody clicked once more. */
async function findEarlier(scope: SpaceScope, input: LaunchInput): Promise<KubeObject | null> {
  const { name, kind, launchId } = input
  const { namespace } = scope
  const ofLaunch = [deploymentsKind, jobsKind, cronJobsKind]
    .flatMap((cached) =>
      cached.list(namespace).map(({ labels, ownerUid, name: taken }) => ({ labels, ownerUid, taken })),
    )
    .filter(({ labels, ownerUid }) => ownerUid === null && labels[LAUNCH_LABEL] === launchId)
  const other = ofLaunch.find(({ taken }) => taken !== name)
  if (other) {
    const text = `This form has launched "${other.taken}" already; open it again for another workload.`
    throw new AppError('CONFLICT', text, { messageKey: 'workloads.launchedAlready', params: { name: other.taken } })
  }
  if (findWorkload(scope, { kind, name })?.labels[LAUNCH_LABEL] !== launchId) return null
  const found = await getObject(getKubeClient(), toObjectRef(scope, { kind, name }))
  return found?.metadata.labels?.[LAUNCH_LABEL] === launchId && !found.metadata.deletionTimestamp ? found : null
}

async function make({ config, workload, network }: LaunchObjects, input: LaunchInput): Promise<Launched> {
  const made: Made = []
  try {
    const files: KubeObject[] = []
    // One after another: of two launches of one name, each could otherwise be stopped by half of the other one.
    for (const object of config) files.push(await createStep(object, made))
    const owner = await createStep(workload, made)
    const addresses = settle(network.map((object) => createStep(withOwner(object, owner), made)))
    const owned = settle(files.map((object) => own(object, owner)))
    await settle<unknown>([addresses, owned, requireNameAlone(owner, input)])
    return [owner, ...(await addresses)]
  } catch (error) {
    throw (await rollBack(made)) ? error : withRest(error)
  }
}

/** Like Promise.all, and nothing is under way any more when it throws: what is taken away again must be there. */
async function settle<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work)
  return Promise.all(work)
}

/** From here on it goes when the workload goes. */
async function own(object: KubeObject, owner: KubeObject): Promise<KubeObject> {
  const { uid } = object.metadata
  const { ownerReferences } = withOwner(object, owner).metadata
  try {
    return await patchObject(getKubeClient(), toRef(object), {
      patch: { metadata: { uid, ownerReferences } },
      fieldManager: FIELD_MANAGER,
    })
  } catch (error) {
    throw toStepError(error, object)
  }
}
