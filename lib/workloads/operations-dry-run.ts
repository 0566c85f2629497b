import { z } from 'zod'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { AppError } from '#lib/errors.ts'
import { applyObject } from '#lib/kube/apply.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeCase } from '#lib/kube/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { createObject } from '#lib/kube/verbs.ts'
import { FIELD_MANAGER } from '#lib/spaces/objects-marks.ts'
import { toFindings } from './objects-dry-run.ts'
import type { LaunchObjects } from './objects-launch.ts'
import { buildProbePod } from './objects-workload.ts'
import { toLaunchContext } from './operations-context.ts'
import type { LaunchInput } from './schema-launch.ts'
import type { Finding } from './schema-preview.ts'

interface Attempt {
  input: LaunchInput
  launch: LaunchObjects
  /** What is there, when it is an edit. */
  edited: { live: KubeObject } | null
}

/** What says something about the request; anything else says that nobody could be asked. */
const REFUSALS: readonly KubeCase[] = [
  'policy',
  'webhook-denied',
  'quota-exceeded',
  'quota-unstated',
  'limits',
  'pod-security',
  'namespace-terminating',
  'invalid',
  'malformed',
  'too-large',
]
/** Said in better words by who looked at the names. */
const KNOWN: readonly KubeCase[] = ['already-exists']

/**
 * Asks the API server about the workload, and about one pod built from its template, because only a pod meets quota,
 * LimitRange and Pod Security. Nothing is made.
 */
export async function tryLaunch(
  scope: Pick<SpaceScope, 'namespace' | 'kind'>,
  { input, launch, edited }: Attempt,
): Promise<{ findings: Finding[]; isComplete: boolean }> {
  const pod = buildProbePod(input, toLaunchContext(scope))
  const [ofWorkload, ofPod] = await Promise.all([
    tryObject(() => tryWorkload(launch.workload, edited)),
    tryObject(() => createObject(getKubeClient(), pod, { fieldManager: FIELD_MANAGER, dryRun: true })),
  ])
  // Of the pods that run already, a dry run knows nothing; the difference is counted from the quota.
  const isCounted = edited === null && input.kind !== 'scheduled-job' && !(input.kind === 'service' && !input.replicas)
  const pods = ofPod.findings.filter(({ code }) => isCounted || code !== 'quota-refused')
  return { findings: [...ofWorkload.findings, ...pods], isComplete: ofWorkload.isAnswered && ofPod.isAnswered }
}

/** Forced, because it is only tried: what somebody has set by hand is told of before anything is saved. */
function tryWorkload(workload: KubeObject, edited: Attempt['edited']): Promise<KubeObject> {
  const options = { fieldManager: FIELD_MANAGER, dryRun: true }
  if (!edited) return createObject(getKubeClient(), workload, options)
  const { uid } = edited.live.metadata
  return applyObject(
    getKubeClient(),
    { ...workload, metadata: { ...workload.metadata, uid } },
    { ...options, force: true },
  )
}

async function tryObject(run: () => Promise<unknown>): Promise<{ findings: Finding[]; isAnswered: boolean }> {
  try {
    await run()
    return { findings: [], isAnswered: true }
  } catch (error) {
    const kubeCase = getKubeCase(error)
    if (!(error instanceof AppError) || kubeCase === null) throw error
    if (KNOWN.includes(kubeCase)) return { findings: [], isAnswered: true }
    if (!REFUSALS.includes(kubeCase)) return { findings: [], isAnswered: false }
    return { findings: toFindings({ kubeCase, ...readDetails(error) }), isAnswered: true }
  }
}

function readDetails({ details, userMessage }: AppError): { message: string; fields: string[] } {
  const { rawMessage, causes } = details
  const fields = z.array(z.object({ field: z.string() })).safeParse(causes).data ?? []
  return {
    message: typeof rawMessage === 'string' && rawMessage !== '' ? rawMessage : userMessage,
    fields: fields.map(({ field }) => field),
  }
}
