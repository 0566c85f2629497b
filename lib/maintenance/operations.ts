import { writeAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize, requireAdmin } from '#lib/auth/authorize.ts'
import { groupsKind, usersKind } from '#lib/auth/cached-kinds.ts'
import { requireSpaceId, type SpaceId } from '#lib/auth/space-id.ts'
import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { listCachedKinds } from '#lib/kube/cache.ts'
import { ensureGroupSpace, ensureUserSpace, listDrift } from '#lib/spaces/operations.ts'
import { storageClassesKind } from '#lib/storage/operations-cache.ts'
import { updateUserQuota } from '#lib/users/operations.ts'
import type { UpdateQuotaInput, UserSummary } from '#lib/users/schema.ts'
import { forgetAskedFacts, readAskedFacts } from './operations-facts.ts'
import { runProbe } from './operations-probe.ts'
import type { HealthReport, ListAge, RepairSpaceInput } from './schema.ts'
import { canRepair, listProblems, toCheckViews, type HealthFacts } from './status.ts'

/** More are counted, not listed. */
const SPACES_SHOWN = 100
/** One click mends so many; the page then shows what is left. */
const REPAIRED_AT_ONCE = 50

/** How Moorage and its cluster are. Asks nobody: what has to be asked for is asked in the background. */
export async function getHealth(actor: Actor): Promise<HealthReport> {
  const scope = requireAdmin(actor, 'read')
  const { storageClass, storageClasses, usageSource } = getEnv()
  const { asked, isAsking } = readAskedFacts()
  const drift = await listDrift(scope)
  const facts: HealthFacts = {
    settings: { storageClass, storageClasses, usageSource },
    classes: storageClassesKind.isSynced ? storageClassesKind.list() : null,
    lists: listAges(),
    drift,
    asked,
  }
  const problems = listProblems(facts)
  return {
    askedAt: asked?.askedAt ?? null,
    isAsking,
    problems,
    checks: toCheckViews(facts, problems),
    lists: listAges(),
    spaces: { shown: drift.slice(0, SPACES_SHOWN), total: drift.length },
    probe: asked?.probe.isKnown ? asked.probe.value : null,
  }
}

function listAges(): ListAge[] {
  return listCachedKinds()
    .map((kind) => {
      const ageMs = kind.ageMs()
      return {
        name: kind.name,
        count: kind.size,
        ageSeconds: Number.isFinite(ageMs) ? Math.round(ageMs / 1000) : null,
        isOptional: kind.isOptional,
      }
    })
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}

/** Makes one space right again. Throws CONFLICT for what Moorage did not make, and NOT_FOUND. */
export async function repairSpace(actor: Actor, { space }: RepairSpaceInput): Promise<{ written: string[] }> {
  requireAdmin(actor)
  return { written: await repair(actor, space) }
}

/** Makes the spaces right that can be; one that cannot does not keep the others from it. */
export async function repairAllSpaces(actor: Actor): Promise<{ repaired: number; failed: SpaceId[] }> {
  const scope = requireAdmin(actor)
  const spaces = (await listDrift(scope)).filter(canRepair).slice(0, REPAIRED_AT_ONCE)
  const outcomes = await Promise.allSettled(spaces.map(({ spaceId }) => repair(actor, spaceId)))
  const failed = spaces.flatMap(({ spaceId }, index) => (outcomes[index]?.status === 'rejected' ? [spaceId] : []))
  return { repaired: spaces.length - failed.length, failed }
}

async function repair(actor: Actor, space: SpaceId): Promise<string[]> {
  const { kind, name } = requireSpaceId(space)
  const write = (outcome: 'done' | 'failed', written: string[] = []) =>
    writeAudit({
      actor,
      action: 'maintenance.repair',
      object: { kind: 'Space', name: space },
      after: { objects: written.join(', ') },
      outcome,
    })
  try {
    const { written } =
      kind === 'user' ? await ensureUserSpace(findUser(name)) : await ensureGroupSpace(findGroup(name))
    write('done', written)
    return written
  } catch (error) {
    write('failed')
    throw error
  }
}

function findUser(name: string) {
  return usersKind.get({ name }) ?? refuseUnknown()
}

function findGroup(name: string) {
  return groupsKind.get({ name }) ?? refuseUnknown()
}

function refuseUnknown(): never {
  throw new AppError('NOT_FOUND', 'There is no such space.', { messageKey: 'access.noSpace' })
}

/** Tries whether network policies are enforced; the report tells when it is known. */
export async function startProbe(actor: Actor): Promise<void> {
  requireAdmin(actor)
  // In the administrator's own space: nothing of Moorage runs pods outside spaces, and a space's policies are what counts.
  const scope = authorize(actor, 'workload.create', `u/${actor.username}`)
  await runProbe(scope.namespace)
  forgetAskedFacts()
  writeAudit({ actor, action: 'maintenance.probe', outcome: 'done' })
}

/** The whole of what a user has instead of the defaults; the space follows at once where there is one. */
export async function changeUserQuota(actor: Actor, input: UpdateQuotaInput): Promise<UserSummary> {
  const summary = await updateUserQuota(actor, input)
  await usersKind.waitFor(summary.resourceVersion)
  const user = usersKind.get({ name: input.username })
  if (user && !user.isDeleted) await ensureUserSpace(user)
  return summary
}
