import { AppError } from '#lib/errors.ts'
import type { FieldMessage } from '#lib/errors.ts'
import { applyObject } from '#lib/kube/apply.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { createObject, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { FIELD_MANAGER } from '#lib/spaces/objects-marks.ts'
import { listKept, readHandEdits } from './objects-conflicts.ts'
import type { HandEdit } from './objects-conflicts.ts'
import { adoptOwnFields } from './objects-ownership.ts'
import { getStepReason, STEP_TEXTS, toRef } from './operations-steps.ts'

/** One object of an edit: what it shall be, and what it is; null: it is not there yet. */
export interface Change {
  wanted: KubeObject
  live: KubeObject | null
}

interface ApplyOptions {
  dryRun?: boolean
  /** Throws when the object is not any more what the edit was made for. */
  isCurrent?: (now: KubeObject) => void
}

/** Each pod that comes or goes changes the version of its workload. */
const ATTEMPTS = 6

/** Has what Moorage once made counted as applied, so that leaving something out takes it away. Changes nothing else. */
export async function adoptFields(changes: readonly Change[]): Promise<void> {
  for (const change of changes) {
    for (let attempt = 1; change.live; attempt += 1) {
      const managedFields = adoptOwnFields(change.live)
      if (!managedFields) break
      const { resourceVersion } = change.live.metadata
      const patch = [
        { op: 'replace', path: '/metadata/managedFields', value: managedFields },
        { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
      ]
      try {
        const ref = toRef(change.live)
        change.live = await patchObject(getKubeClient(), ref, { patch, type: 'json', fieldManager: FIELD_MANAGER })
        break
      } catch (error) {
        if (getKubeCase(error) !== 'changed-meanwhile' || attempt >= ATTEMPTS) throw toEditError(error, change.wanted)
        change.live = await requireObject(getKubeClient(), toRef(change.live))
      }
    }
  }
}

/** Asks the cluster about all of it before any of it is done. Throws everything that was set by hand at once. */
export async function tryChanges(changes: readonly Change[], isCurrent: (now: KubeObject) => void): Promise<void> {
  const edits: HandEdit[] = []
  for (const change of changes) {
    const isWorkload = ['Deployment', 'CronJob'].includes(change.wanted.kind)
    try {
      const result = await applyChange(change, { dryRun: true, isCurrent: isWorkload ? isCurrent : undefined })
      if (isWorkload) edits.push(...listKept(change.wanted, result))
    } catch (error) {
      if (!(error instanceof AppError) || getKubeCase(error) !== 'fields-owned') throw error
      edits.push(...readHandEdits(change.wanted, error.details.causes))
    }
  }
  if (edits.length > 0) throw toHandEditError(edits)
}

/** Applies one object, never by force; throws the step that failed and why. */
export async function applyChange(change: Change, { dryRun, isCurrent }: ApplyOptions = {}): Promise<KubeObject> {
  const client = getKubeClient()
  for (let attempt = 1; ; attempt += 1) {
    const { wanted, live } = change
    try {
      if (!live) return await createObject(client, wanted, { fieldManager: FIELD_MANAGER, dryRun })
      const { uid, resourceVersion } = live.metadata
      const object = { ...wanted, metadata: { ...wanted.metadata, uid, resourceVersion } }
      return await applyObject(client, object, { fieldManager: FIELD_MANAGER, dryRun })
    } catch (error) {
      const isChanged = getKubeCase(error) === 'changed-meanwhile'
      if (!live || !isChanged || !isCurrent || attempt >= ATTEMPTS) throw toEditError(error, wanted)
      change.live = await requireObject(client, toRef(live))
      isCurrent(change.live)
    }
  }
}

function toEditError(error: unknown, { kind, metadata }: KubeObject): AppError {
  const known = error instanceof AppError ? error : null
  const reason = getStepReason(error)
  const text = `The change stopped at the ${kind} "${metadata.name}": ${STEP_TEXTS[reason]}. Open the form again and save once more.`
  return new AppError(known?.code ?? 'UNAVAILABLE', text, {
    messageKey: 'workloads.editStopped',
    params: { kind, object: metadata.name, reason },
    cause: error,
    details: { ...known?.details, step: { kind, name: metadata.name } },
  })
}

/** What was set by hand, by whom, each at its field. */
function toHandEditError(conflicts: HandEdit[]): AppError {
  const managers = [...new Set(conflicts.map(({ manager }) => manager))].join(', ')
  const fields = conflicts.flatMap(({ field, manager, path }): [string, FieldMessage][] =>
    field === null
      ? []
      : [
          [
            field,
            { messageKey: 'workloads.setByHand', params: { manager, path }, text: `${manager} has set ${path}.` },
          ],
        ],
  )
  const paths = conflicts.map(({ path }) => path).join(', ')
  const text = `Somebody has changed this by hand (${managers}): ${paths}. It is left as it is.`
  return new AppError('CONFLICT', text, {
    messageKey: 'workloads.handEdits',
    params: { managers, paths, count: conflicts.length },
    fields: Object.fromEntries(fields),
    details: { conflicts },
  })
}
