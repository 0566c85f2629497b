import { isDeepStrictEqual } from 'node:util'
import { withAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { AppError } from '#lib/errors.ts'
import { recordWrite } from '#lib/http/request-scope.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { deleteObject } from '#lib/kube/verbs.ts'
import { LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import { findTemplate } from '#lib/templates/operations.ts'
import { getEditVersion, keepMarks, readRestartedAt } from './objects-edit.ts'
import { TEMPLATE_ANNOTATION, withOwner } from './objects-labels.ts'
import { buildLaunch } from './objects-launch.ts'
import { toLaunchForm } from './objects-launched.ts'
import { adoptFields, applyChange, tryChanges } from './operations-apply.ts'
import type { Change } from './operations-apply.ts'
import { servicesKind } from './operations-cache.ts'
import { requireEditable } from './operations-checks.ts'
import { requireWorkload, showWritten, toLaunchContext } from './operations-context.ts'
import { readData, readLaunchedTogether, readTexts } from './operations-known.ts'
import type { LaunchedTogether } from './operations-known.ts'
import { toRef } from './operations-steps.ts'
import { launchSchema } from './schema-launch.ts'
import type { LaunchInput } from './schema-launch.ts'
import type { ShownEdit, UpdateInput } from './schema-update.ts'
import type { Workload } from './schema.ts'

/**
 * Changes a workload to what the form says. Throws CONFLICT when it is not any more what the form was filled in from, and
 * when it would have to overwrite what somebody else has set by hand: that is shown and left alone.
 */
export async function updateWorkload(
  actor: Actor,
  { fields, uid, resourceVersion, overwrite = [] }: UpdateInput,
): Promise<Workload> {
  const scope = authorize(actor, 'workload.update', fields.space)
  if (fields.kind === 'job') {
    const text = 'A job cannot be changed once it is there; make it again with other settings.'
    throw new AppError('CONFLICT', text, { messageKey: 'workloads.jobUnchangeable' })
  }
  const live = await requireWorkload(scope, { ...fields, uid })
  const together = await readLaunchedTogether(live)
  requireVersion(live, together, resourceVersion)
  const input = toInput(fields, live)
  const before = readBefore(scope, live, together, input)
  const context = { ...toLaunchContext(scope), restartedAt: readRestartedAt(live), keptSecrets: readKept(together) }
  const { keptSecrets } = context
  await requireEditable(scope, input, { launch: buildLaunch(input, context), live, keptSecrets, before })
  const { kind, name } = toRef(live)
  const entry = {
    actor,
    action: 'workload.update',
    space: scope.spaceId,
    object: { kind, name },
    before: { image: before?.image ?? null },
    after: {
      image: input.image,
      changed: listChanged(before, input),
      ...(overwrite.length > 0 ? { overwritten: listOverwritten(overwrite) } : {}),
    },
  }
  const isCurrent = (now: KubeObject) => requireVersion(now, together, getEditVersion(live, readTexts(together)))
  const written = await withAudit(entry, () => write(input, { context, live, together, overwrite, isCurrent }))
  return showWritten(input.kind, written, scope)
}

/** Only what was looked at is changed: of two tabs the second one is told. */
function requireVersion(live: KubeObject, together: LaunchedTogether, version: string): void {
  if (getEditVersion(live, readTexts(together)) === version || live.metadata.resourceVersion === version) return
  const { name } = live.metadata
  throw new AppError(
    'CONFLICT',
    `"${name}" was changed since this form was opened; open it again to see how it is now.`,
    {
      messageKey: 'workloads.changedSince',
      params: { name },
      details: { isStale: true },
    },
  )
}

/** What says whose it is and where it comes from is not for the form to say. */
function toInput(fields: LaunchInput, { metadata }: KubeObject): LaunchInput {
  const launchId = metadata.labels?.[LAUNCH_LABEL]
  if (launchId === undefined) {
    const text = `Moorage did not launch "${metadata.name}" by this form, so that it cannot be changed by it.`
    throw new AppError('CONFLICT', text, { messageKey: 'workloads.notLaunched', params: { name: metadata.name } })
  }
  const template = metadata.annotations?.[TEMPLATE_ANNOTATION]
  // Of a template that is gone nothing is left, also not what it allowed.
  return { ...fields, launchId, template: template !== undefined && findTemplate(template) ? template : null }
}

/** The form as it would have to be filled in for what is there; null where the form cannot hold it. */
function readBefore(
  { spaceId }: SpaceScope,
  live: KubeObject,
  together: LaunchedTogether,
  { launchId }: LaunchInput,
): LaunchInput | null {
  const { fields } = toLaunchForm(live, { space: spaceId, files: readTexts(together) })
  return launchSchema.safeParse({ ...fields, launchId }).data ?? null
}

const readKept = ({ secret }: LaunchedTogether) => (secret ? readData(secret) : undefined)

/** The names of the fields that differ; never what is in them. */
function listChanged(before: LaunchInput | null, input: LaunchInput): string {
  const known: Record<string, unknown> = { ...before }
  const changed = Object.entries(input).filter(([field, value]) => !isDeepStrictEqual(known[field], value))
  return before ? changed.map(([field]) => field).join(', ') : ''
}

/** What was set by hand, and by whom; never what was in it. */
function listOverwritten(overwrite: readonly ShownEdit[]): string {
  return overwrite.map(({ kind, path, manager }) => `${kind}${path} (${manager})`).join(', ')
}

interface Situation {
  context: ReturnType<typeof toLaunchContext> & { restartedAt: string | null; keptSecrets?: Record<string, string> }
  live: KubeObject
  together: LaunchedTogether
  overwrite: readonly ShownEdit[]
  /** Throws when somebody else was first. */
  isCurrent: (now: KubeObject) => void
}

async function write(input: LaunchInput, situation: Situation): Promise<KubeObject> {
  const { together, isCurrent } = situation
  const { config, workload, network } = plan(input, situation)
  const changes = [...config, workload, ...network]
  for (const change of changes) await adoptFields(change, isCurrent)
  await tryChanges(changes, isCurrent)
  for (const change of config) await applyChange(change, isCurrent)
  const written = await applyChange(workload, isCurrent)
  for (const change of network) record(await applyChange(change, isCurrent))
  const stays = new Set(changes.map(({ wanted }) => toKey(wanted)))
  const goes = Object.values(together).filter((one) => one !== null && !stays.has(toKey(one)))
  for (const object of goes) {
    await deleteObject(getKubeClient(), toRef(object), { uid: object.metadata.uid })
  }
  return written
}

const toKey = ({ kind, metadata }: KubeObject) => `${kind}/${metadata.name}`

function record({ kind, metadata }: KubeObject): void {
  if (kind === 'Service') recordWrite({ kind: servicesKind.name, resourceVersion: metadata.resourceVersion })
}

interface Plan {
  config: Change[]
  workload: Change
  network: Change[]
}

/** What becomes of what; a program reads its files and secrets when it starts, so that it starts anew for new ones. */
function plan(input: LaunchInput, { context, live, together, overwrite }: Situation): Plan {
  const existing = Object.values(together)
  const pair = (object: KubeObject): Change => {
    const known = existing.find((one) => one !== null && toKey(one) === toKey(object)) ?? null
    return { wanted: withOwner(object, live), live: known, overwrite }
  }
  const config = buildLaunch(input, context).config.map(pair)
  const isOther = config.some(
    ({ wanted, live: known }) => known && !isDeepStrictEqual(readData(wanted), readData(known)),
  )
  const restartedAt = isOther ? new Date().toISOString() : context.restartedAt
  const { workload, network } = buildLaunch(input, { ...context, restartedAt })
  return { config, workload: { wanted: keepMarks(workload, live), live, overwrite }, network: network.map(pair) }
}
