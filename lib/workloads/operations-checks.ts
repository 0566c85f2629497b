import { isDeepStrictEqual } from 'node:util'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { AppError } from '#lib/errors.ts'
import type { FieldMessage } from '#lib/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { readQuota } from '#lib/quota/operations.ts'
import { podsKind } from '#lib/storage/operations-cache.ts'
import { requireCounted, toInputError } from '#lib/storage/operations-context.ts'
import { findTemplate } from '#lib/templates/operations.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import type { LaunchObjects } from './objects-launch.ts'
import { toWorkloadFacts } from './operations-context.ts'
import { tryLaunch } from './operations-dry-run.ts'
import { checkFields } from './operations-facts.ts'
import { checkStart, toUsage } from './preflight-quota.ts'
import { requireNoRefusals, requireRoom } from './preflight-refusals.ts'
import type { LaunchInput } from './schema-launch.ts'
import type { Finding } from './schema-preview.ts'
import type { WorkloadAddress } from './schema.ts'

interface LaunchCheck {
  launch: LaunchObjects
  /** What the Secret of the workload holds now. */
  keptSecrets?: Readonly<Record<string, string>>
  /** What it is made after, or changed from. */
  before?: LaunchInput | null
}

/** Throws what stands against a launch; forms are filled in by browsers, so everything is looked at again here. */
export async function requireLaunchable(scope: SpaceScope, input: LaunchInput, check: LaunchCheck): Promise<void> {
  const { template } = input
  if (template !== null && findTemplate(template) === null) {
    const text = `There is no template "${template}" any more, or it cannot be used.`
    throw new AppError('INVALID_INPUT', text, { messageKey: 'workloads.noTemplate', params: { template } })
  }
  await requireFields(scope, input, { ...check, current: null })
  const { findings } = await tryLaunch(scope, { input, launch: check.launch, edited: null })
  requireNoRefusals(findings)
}

/** The same for an edit of `live`. */
export async function requireEditable(
  scope: SpaceScope,
  input: LaunchInput,
  check: LaunchCheck & { live: KubeObject },
): Promise<void> {
  const { launch, live } = check
  await requireFields(scope, input, { ...check, current: toWorkloadFacts(input.kind, live) })
  const { findings } = await tryLaunch(scope, { input, launch, edited: { live } })
  requireNoRefusals(findings)
}

/**
 * Throws when the quota has no room for `pods` more programs of what is there already: without a word they would never
 * come. While the quota is being counted nobody knows, and the cluster says it afterwards.
 */
export function requireStartable(
  scope: SpaceScope,
  ref: WorkloadAddress,
  start: { live: KubeObject; pods: number },
): void {
  const quota = readQuota(scope.namespace)
  if (!quota.isComplete) return
  const usage = { ...toUsage(toWorkloadFacts(ref.kind, start.live)), pods: start.pods }
  requireRoom(ref.name, checkStart({ name: ref.name, usage }, { quota, pods: podsKind.list(scope.namespace) }))
}

async function requireFields(
  scope: SpaceScope,
  input: LaunchInput,
  { keptSecrets = {}, before, current }: LaunchCheck & { current: WorkloadFacts | null },
): Promise<void> {
  requireValues(input, keptSecrets)
  requireCounted(readQuota(scope.namespace))
  const findings = await checkFields(scope, input, current)
  requireNoRefusals(before ? findings.filter((finding) => !isAsBefore(finding, { input, before })) : findings)
}

/** A value that is kept has to be there; what is kept of nothing would be an empty password. */
function requireValues({ environment }: LaunchInput, kept: Readonly<Record<string, string>>): void {
  const missing = environment.flatMap((one, at): [string, FieldMessage][] => {
    if (one.source !== 'value' || !one.isKept) return []
    if (one.isSecret && Object.hasOwn(kept, one.name)) return []
    const text = 'There is no value to keep; write it again.'
    return [[`environment.${at}.value`, { messageKey: 'workloads.valueNotKept', text }]]
  })
  if (missing.length > 0) throw toInputError(Object.fromEntries(missing))
}

const SIZE = ['cpu', 'memory', 'gpus', 'gpuResource'] as const

/** A template that was changed since takes nothing away from what runs: what was allowed once may stay. */
export function isAsBefore(
  { code, field }: Finding,
  { input, before }: { input: LaunchInput; before: LaunchInput },
): boolean {
  const isSame = (name: string) =>
    isDeepStrictEqual((input as Record<string, unknown>)[name], (before as Record<string, unknown>)[name])
  if (code === 'template-size') return SIZE.every(isSame)
  return code === 'template-fixed' && field !== null && isSame(field)
}
