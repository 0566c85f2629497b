import { AppError } from '#lib/errors.ts'
import type { FieldMessage } from '#lib/errors.ts'
import { applyObject } from '#lib/kube/apply.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { createObject, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { FIELD_MANAGER } from '#lib/spaces/objects-marks.ts'
import { isToOverwrite, listKept, readHandEdits } from './objects-conflicts.ts'
import type { KeptEdit } from './objects-conflicts.ts'
import { adoptOwnFields } from './objects-ownership.ts'
import { getStepReason, STEP_TEXTS, toRef } from './operations-steps.ts'
import type { HandEdit, ShownEdit } from './schema-update.ts'

/** One object of an edit: what it shall be, and what it is; null: it is not there yet. */
export interface Change {
  wanted: KubeObject
  live: KubeObject | null
  /** What a person was shown of what was set by hand, and wants overwritten. */
  overwrite: readonly ShownEdit[]
}

/** Throws when the workload is not any more what the edit was made for. */
type CheckCurrent = (now: KubeObject) => void

/** Each pod that comes or goes changes the version of its workload. */
const ATTEMPTS = 6

/**
 * Has what Moorage once made counted as applied, so that leaving something out takes it away; so is, instead of whoever
 * else has set it, what is at `taken`. Changes nothing else.
 */
export async function adoptFields(change: Change, check: CheckCurrent, taken: readonly string[][] = []): Promise<void> {
  for (let attempt = 1; change.live; attempt += 1) {
    const managedFields = adoptOwnFields(change.live, taken)
    if (!managedFields) return
    const { resourceVersion } = change.live.metadata
    const patch = [
      { op: 'replace', path: '/metadata/managedFields', value: managedFields },
      { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
    ]
    try {
      const ref = toRef(change.live)
      change.live = await patchObject(getKubeClient(), ref, { patch, type: 'json', fieldManager: FIELD_MANAGER })
      return
    } catch (error) {
      if (getKubeCase(error) !== 'changed-meanwhile' || attempt >= ATTEMPTS) throw toEditError(error, change.wanted)
      await readAgain(change, check)
    }
  }
}

async function readAgain(change: Change, check: CheckCurrent): Promise<void> {
  change.live = await requireObject(getKubeClient(), toRef(change.live ?? change.wanted))
  if (isWorkload(change)) check(change.live)
}

const isWorkload = ({ wanted }: Change) => ['Deployment', 'CronJob'].includes(wanted.kind)

/**
 * Asks the cluster about all of it before any of it is done. Throws everything that was set by hand at once, unless all
 * of it may be overwritten: then what was only left out is taken over, so that it goes.
 */
export async function tryChanges(changes: readonly Change[], check: CheckCurrent): Promise<void> {
  const edits: HandEdit[] = []
  const kept = new Map<Change, KeptEdit[]>()
  for (const change of changes) {
    const { conflicts, result } = await findConflicts(change, check)
    const left = isWorkload(change) ? listKept(change.wanted, result) : []
    if (left.length > 0) kept.set(change, left)
    edits.push(...conflicts, ...left.map(({ keys: _, ...edit }) => edit))
  }
  requireShown(edits, changes)
  for (const [change, left] of kept) {
    const taken = left.map(({ keys }) => keys)
    await adoptFields(change, check, taken)
  }
}

/** One that was not shown is enough to show all of them anew. */
function requireShown(edits: HandEdit[], changes: readonly Change[]): void {
  const shown = changes.flatMap(({ overwrite }) => overwrite)
  if (!edits.every((edit) => isToOverwrite(edit, shown))) throw toHandEditError(edits)
}

/** What an apply would have to overwrite, and what would come of it. */
async function findConflicts(
  change: Change,
  check: CheckCurrent,
): Promise<{ conflicts: HandEdit[]; result: KubeObject }> {
  try {
    return { conflicts: [], result: await send(change, { dryRun: true, check }) }
  } catch (error) {
    if (!(error instanceof AppError) || getKubeCase(error) !== 'fields-owned') throw error
    const conflicts = readHandEdits(change.wanted, error.details.causes)
    return { conflicts, result: await send(change, { dryRun: true, check, force: true }) }
  }
}

/** Applies one object, by force only over what was shown; throws the step that failed and why. */
export async function applyChange(change: Change, check: CheckCurrent): Promise<KubeObject> {
  const mayForce = change.overwrite.some(
    ({ kind, name }) => kind === change.wanted.kind && name === change.wanted.metadata.name,
  )
  return send(change, { check, mayForce })
}

interface SendOptions {
  check: CheckCurrent
  dryRun?: boolean
  force?: boolean
  /** Asks first what would be overwritten. */
  mayForce?: boolean
}

async function send(change: Change, { check, dryRun, force, mayForce }: SendOptions): Promise<KubeObject> {
  const client = getKubeClient()
  for (let attempt = 1; ; attempt += 1) {
    const { wanted } = change
    try {
      if (!change.live) return await createObject(client, wanted, { fieldManager: FIELD_MANAGER, dryRun })
      const isForced = force ?? (mayForce && (await askForce(change, check)))
      // The version that was asked about: whoever else comes between is not overwritten.
      const { uid, resourceVersion } = change.live.metadata
      const object = { ...wanted, metadata: { ...wanted.metadata, uid, resourceVersion } }
      return await applyObject(client, object, { fieldManager: FIELD_MANAGER, dryRun, force: isForced })
    } catch (error) {
      const isChanged = getKubeCase(error) === 'changed-meanwhile'
      const mayRepeat = change.live && isChanged && isWorkload(change) && attempt < ATTEMPTS
      if (!mayRepeat) throw toEditError(error, wanted)
      await readAgain(change, check)
    }
  }
}

/** Whether there is something to overwrite, all of which was shown. */
async function askForce(change: Change, check: CheckCurrent): Promise<boolean> {
  const { conflicts } = await findConflicts(change, check)
  requireShown(conflicts, [change])
  return conflicts.length > 0
}

function toEditError(error: unknown, { kind, metadata }: KubeObject): AppError {
  const known = error instanceof AppError ? error : null
  if (known?.messageKey?.startsWith('workloads.')) return known
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
    details: { data: conflicts },
  })
}
