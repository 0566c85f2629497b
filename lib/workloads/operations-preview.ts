import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { getEnv } from '#lib/env.ts'
import { parseInput } from '#lib/http/error-view.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { readQuota } from '#lib/quota/operations.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import { listHandEdits } from './objects-hand-edits.ts'
import { buildLaunch } from './objects-launch.ts'
import { toLaunchForm } from './objects-launched.ts'
import { getWebHost } from './objects-network.ts'
import { formatKubectl, formatYaml, listChanges, listObjects } from './objects-preview.ts'
import { getAddresses } from './operations-addresses.ts'
import { isAsBefore } from './operations-checks.ts'
import { findWorkload, requireWorkload, toGoneError, toLaunchContext } from './operations-context.ts'
import { tryLaunch } from './operations-dry-run.ts'
import { checkFields } from './operations-facts.ts'
import { readLaunchedTogether, readTexts } from './operations-known.ts'
import type { LaunchedTogether } from './operations-known.ts'
import { warn } from './preflight-findings.ts'
import { getAsked, listItems, toUsage } from './preflight-quota.ts'
import { launchSchema } from './schema-launch.ts'
import type { LaunchInput } from './schema-launch.ts'
import { listNextTimes, parseSchedule } from './schema-schedule.ts'
import type { Finding, LaunchPreview } from './schema-preview.ts'

const NEXT_TIMES = 3

interface PreviewRequest {
  space: SpaceId
  /** As the form holds them; read here, because what is wrong with them belongs beside its field. */
  fields: unknown
  /** The workload that is edited; null: a launch. */
  editUid: string | null
}

/** What is edited: what was known of it, and how it is in the cluster now. */
interface Edited {
  facts: WorkloadFacts
  live: KubeObject
  together: LaunchedTogether
}

/** What a launch or an edit would do, and what stands against it. It makes nothing. */
export async function previewLaunch(actor: Actor, { space, fields, editUid }: PreviewRequest): Promise<LaunchPreview> {
  const scope = authorize(actor, editUid === null ? 'workload.create' : 'workload.update', space)
  // Whatever space stands in the form, it is the one of the address that was authorized.
  const input = parseInput(launchSchema, toFields(fields, space))
  const edited = editUid === null ? null : await findEdited(scope, input, editUid)
  const launch = buildLaunch(input, toLaunchContext(scope))
  const [known, tried] = await Promise.all([
    checkFields(scope, input, edited?.facts ?? null),
    tryLaunch(scope, { input, launch, edited }),
  ])
  const before = edited && readBefore(edited, input)
  const findings = before ? known.filter((finding) => !isAsBefore(finding, { input, before })) : known
  const objects = listObjects(launch)
  const addresses = getAddresses(scope.namespace)
  return {
    findings: joinFindings(findings, [...tried.findings, ...(edited ? warnOfHandEdits(edited) : [])]),
    isDryRun: tried.isComplete,
    objects: listChanges(objects, edited ? listExisting(edited) : []),
    yaml: formatYaml(objects),
    kubectl: getEnv().isKubectlShown ? formatKubectl(launch.workload) : null,
    webHost: input.kind === 'service' && input.web && addresses ? getWebHost({ name: input.name, ...addresses }) : null,
    nextTimes: listTimes(input),
    quota: listQuotaChanges(scope, input, edited?.facts ?? null),
  }
}

function toFields(fields: unknown, space: SpaceId): unknown {
  return typeof fields === 'object' && fields !== null ? { ...fields, space } : fields
}

async function findEdited(scope: SpaceScope, { kind, name }: LaunchInput, uid: string): Promise<Edited> {
  const facts = findWorkload(scope, { kind, name })
  if (!facts) throw toGoneError({ name })
  const live = await requireWorkload(scope, { kind, name, uid })
  return { facts, live, together: await readLaunchedTogether(live) }
}

/** How the form would be filled in for what is there; null where it cannot hold it. */
function readBefore({ live, together }: Edited, { space, launchId }: LaunchInput): LaunchInput | null {
  const { fields } = toLaunchForm(live, { space, files: readTexts(together) })
  return launchSchema.safeParse({ ...fields, launchId }).data ?? null
}

function listExisting({ live, together }: Edited): KubeObject[] {
  return [live, ...Object.values(together).filter((one) => one !== null)]
}

function warnOfHandEdits({ live }: Edited): Finding[] {
  const fields = listHandEdits(live)
  return fields.length > 0 ? [warn('edited-by-hand', null, { fields: fields.slice(0, 5).join(', ') })] : []
}

const SAME: Record<string, string[]> = {
  'quota-refused': ['quota'],
  'pod-security-refused': ['needs-root', 'root-not-allowed'],
}

/** Each reason once: what is known here says more than what the cluster says about the same. */
function joinFindings(known: readonly Finding[], more: readonly Finding[]): Finding[] {
  const isKnown = ({ code, field }: Finding) =>
    known.some((one) => SAME[code]?.includes(one.code) || (one.code === code && one.field === field))
  const unique = new Map(more.map((one) => [JSON.stringify([one.code, one.field, one.parameters]), one]))
  const all = [...known, ...[...unique.values()].filter((one) => !isKnown(one))]
  return [...all.filter(({ level }) => level === 'refusal'), ...all.filter(({ level }) => level === 'warning')]
}

function listTimes(input: LaunchInput): string[] {
  const schedule = input.kind === 'scheduled-job' && !input.isSuspended ? parseSchedule(input.schedule) : null
  if (!schedule || input.kind !== 'scheduled-job') return []
  const { timeZone } = input
  return listNextTimes({ schedule, timeZone, afterMs: Date.now(), count: NEXT_TIMES }).map((atMs) =>
    new Date(atMs).toISOString(),
  )
}

function listQuotaChanges(
  { namespace }: SpaceScope,
  input: LaunchInput,
  current: WorkloadFacts | null,
): LaunchPreview['quota'] {
  const asked = getAsked(input, current && toUsage(current))
  return listItems(readQuota(namespace), input.gpuResource).flatMap(({ resource, unit, used, limit }) => {
    const change = asked[resource] ?? 0
    return change === 0 ? [] : [{ resource, unit, used, change, limit }]
  })
}
