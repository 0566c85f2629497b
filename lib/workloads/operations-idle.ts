import { withAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import { MANAGED_BY, MANAGED_BY_LABEL } from '#lib/auth/managed-namespace.ts'
import { AppError } from '#lib/errors.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { getObject, patchObject } from '#lib/kube/verbs.ts'
import { log } from '#lib/log.ts'
import { FIELD_MANAGER, LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import { podsKind } from '#lib/storage/operations-cache.ts'
import { readConsumption } from '#lib/usage/operations.ts'
import { toDeploymentFacts } from './objects-controllers.ts'
import type { DeploymentFacts, WorkloadFacts } from './objects-controllers.ts'
import { KEPT_ANNOTATION } from './objects-idle.ts'
import { IDLE_ANNOTATION, REPLICAS_ANNOTATION } from './objects-labels.ts'
import { parseIdle } from './objects-map.ts'
import { deploymentsKind } from './operations-cache.ts'
import { requireWorkload, showWritten } from './operations-context.ts'
import { findRecord, forgetUse, listRecords, readRecord, writeRecord } from './operations-idle-record.ts'
import type { KeepWorkloadInput } from './schema-idle.ts'
import type { WorkloadIdle } from './schema-details.ts'
import type { Workload } from './schema.ts'
import { decideIdle, forgetMeasurements, getKeptUntil } from './status-idle.ts'
import type { IdleDecision, IdleRecord, PodMeasurement } from './status-idle.ts'

/** Older lists may show pods that are gone. */
const MAX_AGE_MS = 30_000
/** What is remembered of a workload that no list has yet, or no longer. */
const FORGET_AFTER_MS = 10 * 60_000

/** When a service would be stopped; null for what nothing stops, and while it is not known. Whoever asks lets it be measured. */
export async function readIdle(facts: WorkloadFacts): Promise<WorkloadIdle | null> {
  if (!isPoliced(facts)) return null
  const record = await findRecord(facts.uid)
  return record && decide(facts, { record, nowMs: Date.now() }).idle
}

/** Puts off that it is stopped; the answer is the workload with its new version. */
export async function keepWorkload(actor: Actor, input: KeepWorkloadInput): Promise<Workload> {
  const { space, kind, name, uid, seconds } = input
  const scope = authorize(actor, 'workload.update', space)
  const found = await requireWorkload(scope, input)
  const facts = kind === 'service' ? toDeploymentFacts(found) : null
  const idle = facts && (await readIdle(facts))
  if (!facts || !idle) {
    throw new AppError('CONFLICT', `Nothing is about to stop "${name}".`, {
      messageKey: 'workloads.notIdle',
      params: { name },
    })
  }
  const keptUntil = getKeptUntil({ seconds, stopsAt: idle.stopsAt, nowMs: Date.now() })
  const entry = {
    actor,
    action: 'workload.keep',
    space,
    object: { kind: 'Deployment', name },
    after: { until: keptUntil },
  }
  const patch = { metadata: { uid, annotations: { [KEPT_ANNOTATION]: keptUntil } } }
  const written = await withAudit(entry, () =>
    patchObject(getKubeClient(), toDeploymentRef(facts), { patch, fieldManager: FIELD_MANAGER }),
  )
  return showWritten(kind, written, scope)
}

/**
 * One look at all services that have an idle policy, by the one replica that leads; `lookedUntilMs` is when somebody last
 * did so. Resolves with the names of those that it stopped.
 */
export async function stopUnused({ lookedUntilMs }: { lookedUntilMs: number | null }): Promise<string[]> {
  if (!isCurrent()) return []
  const services = deploymentsKind.list().filter(isPoliced)
  const records = await listRecords()
  const stopped: string[] = []
  for (const facts of services) {
    try {
      const known = records.get(facts.uid) ?? { record: toIdleRecordOfNone(), resourceVersion: null }
      const record = forgetMeasurements(known.record, lookedUntilMs ?? -Infinity, Date.now())
      const decision = decide(facts, { record, nowMs: Date.now() })
      const next = decision.record ?? (record === known.record ? null : record)
      if (next) await writeRecord(facts.uid, next, known)
      if (decision.isStop && (await stop(facts))) stopped.push(`${facts.namespace}/${facts.name}`)
    } catch (error) {
      // The others are looked at all the same.
      log.warn({ error, namespace: facts.namespace, workload: facts.name }, 'Whether a workload is used is not known')
    }
  }
  const present = new Set(deploymentsKind.list().map(({ uid }) => uid))
  for (const [uid, { createdAtMs }] of records) {
    if (!present.has(uid) && Date.now() - createdAtMs > FORGET_AFTER_MS) await forgetUse(uid)
  }
  return stopped
}

const isCurrent = () => [deploymentsKind, podsKind].every((cached) => cached.isSynced && cached.ageMs() < MAX_AGE_MS)

const toIdleRecordOfNone = (): IdleRecord => ({ lastUsedAt: null, lastUse: null, measuredSince: null })

function isPoliced(facts: WorkloadFacts): facts is DeploymentFacts {
  const isOurs = facts.labels[MANAGED_BY_LABEL] === MANAGED_BY
  return facts.kind === 'Deployment' && isOurs && parseIdle(facts.annotations[IDLE_ANNOTATION]) !== null
}

function decide(facts: DeploymentFacts, { record, nowMs }: { record: IdleRecord; nowMs: number }): IdleDecision {
  return decideIdle({
    idleSeconds: parseIdle(facts.annotations[IDLE_ANNOTATION]) ?? Infinity,
    wanted: facts.wanted,
    isDeleting: facts.deletingSince !== null,
    pods: listMeasurements(facts),
    keptUntil: facts.annotations[KEPT_ANNOTATION] ?? null,
    record,
    nowMs,
  })
}

function listMeasurements({ namespace, labels }: DeploymentFacts): PodMeasurement[] {
  const launch = labels[LAUNCH_LABEL]
  return podsKind
    .list(namespace)
    .filter(
      ({ facts, isFinished }) => facts.labels[LAUNCH_LABEL] === launch && !isFinished && facts.deletingSince === null,
    )
    .map(({ facts }) => ({ startedAt: facts.startedAt, samples: readConsumption(namespace, [facts.uid]) }))
}

/** Decided once more by what the cluster itself says at this moment: somebody may just have come back. */
async function stop(known: DeploymentFacts): Promise<boolean> {
  const [found, { record }] = await Promise.all([
    getObject(getKubeClient(), toDeploymentRef(known)),
    readRecord(known.uid),
  ])
  if (!found || found.metadata.uid !== known.uid) return false
  const facts = toDeploymentFacts(found)
  const { idle, isStop } = isPoliced(facts)
    ? decide(facts, { record, nowMs: Date.now() })
    : { idle: null, isStop: false }
  if (!isStop || !idle) return false
  const { uid, resourceVersion } = facts
  const replicas = String(Math.min(50, facts.wanted))
  const patch = {
    metadata: { uid, resourceVersion, annotations: { [REPLICAS_ANNOTATION]: replicas } },
    spec: { replicas: 0 },
  }
  const space = namespacesKind.get({ name: facts.namespace })?.spaceId
  const entry = {
    actor: null,
    action: 'workload.idleStop',
    ...(space ? { space } : {}),
    object: { kind: 'Deployment', name: facts.name },
    after: { seconds: idle.seconds, lastUsedAt: idle.lastUsedAt, lastUse: idle.lastUse },
  }
  try {
    await withAudit(entry, () =>
      patchObject(getKubeClient(), toDeploymentRef(facts), { patch, fieldManager: FIELD_MANAGER }),
    )
    return true
  } catch (error) {
    if (getKubeCase(error) === 'changed-meanwhile') return false
    throw error
  }
}

const toDeploymentRef = ({ namespace, name }: Pick<DeploymentFacts, 'namespace' | 'name'>) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace,
  name,
})
