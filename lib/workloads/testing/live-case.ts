import type { KubeObject } from '#lib/kube/object.ts'
import { IDLE_SCRIPT } from './live-programs.ts'
import { buildLaunch } from '../objects-launch.ts'
import { launchSchema } from '../schema-launch.ts'

type Json = Record<string, unknown>

/** Which of the test's spaces it is made in: one with nothing special, or one whose rules refuse it. */
export type LiveSpace = 'open' | 'quota' | 'limits' | 'policy'

/** One way in which a workload can be, made for real; the form's own fields as far as they reach. */
export interface LiveCase {
  /** Also the workload's name and the recording's file. No name begins with another one and a hyphen. */
  name: string
  /** What was done to bring it about, for the recording. */
  how: string
  space?: LiveSpace
  kind?: 'service' | 'job' | 'scheduled-job'
  fields?: Json
  /** What the form cannot say, merged into the object. */
  podSpec?: Json
  container?: Json
  workload?: Json
  metadata?: Json
  service?: Json
  /** Made first; their names begin with the workload's name. */
  before?: (place: LivePlace) => KubeObject[]
  /** Done as soon as the explanation has this reason: a change of the workload, or null, its deletion; and what else is made. */
  after?: { at: string; change?: Json | null; make?: (place: LivePlace) => KubeObject[] }
  /** What its programs listen on belongs to the recording. */
  hasListeners?: boolean
  /** Made only when all of this or a lower number are recorded, because it is in the way of others. */
  round?: number
  expected: { state: string; reason: string; parameters?: Record<string, string | number>; causes?: Json[] }
}

export interface LivePlace {
  namespace: string
  node: string
  launchId: string
}

export const TOOLBOX = 'moorage.dev/toolbox:1'

/** Everything of a case, in the order in which it is made. */
export function buildLiveCase(one: LiveCase, place: LivePlace): KubeObject[] {
  const kind = one.kind ?? 'service'
  const fields = {
    space: 'u/recording',
    name: one.name,
    launchId: place.launchId,
    kind,
    image: TOOLBOX,
    command: IDLE_SCRIPT,
    cpu: '100m',
    memory: '64Mi',
    ...(kind === 'scheduled-job' ? { schedule: '0 3 * * *' } : {}),
    ...one.fields,
  }
  // Names that the form refuses are what some cases are about.
  const input = launchSchema.parse({ ...fields, image: TOOLBOX })
  const launch = buildLaunch(input, { namespace: place.namespace, kind: 'user', gatewayNamespace: 'moorage' })
  const workload = changeTemplate(launch.workload, (spec) => {
    const [container] = spec['containers'] as Json[]
    return { ...spec, ...one.podSpec, containers: [{ ...container, image: fields.image, ...one.container }] }
  })
  return [
    ...(one.before?.(place) ?? []),
    ...launch.config,
    {
      ...workload,
      metadata: { ...workload.metadata, ...one.metadata },
      spec: { ...(workload['spec'] as Json), ...one.workload },
    },
    ...launch.network.map((object) =>
      object.kind === 'Service' && one.service
        ? { ...object, spec: { ...(object['spec'] as Json), ...one.service } }
        : object,
    ),
  ]
}

function changeTemplate(workload: KubeObject, change: (spec: Json) => Json): KubeObject {
  const spec = workload['spec'] as Json
  if (workload.kind === 'CronJob') {
    const job = spec['jobTemplate'] as { spec: Json }
    return { ...workload, spec: { ...spec, jobTemplate: { ...job, spec: changeSpec(job.spec, change) } } }
  }
  return { ...workload, spec: changeSpec(spec, change) }
}

function changeSpec(spec: Json, change: (spec: Json) => Json): Json {
  const template = spec['template'] as { spec: Json }
  return { ...spec, template: { ...template, spec: change(template.spec) } }
}

/** Whether an object belongs to a case, by its name or by that of the object that it is about. */
export function isOfCase(name: string, { metadata, involvedObject, spec }: KubeObject): boolean {
  const about = (involvedObject as { name?: string } | undefined)?.name
  const claim = (spec as { claimRef?: { name?: string } } | undefined)?.claimRef?.name
  return [about ?? claim ?? metadata.name].some((one) => one === name || one.startsWith(`${name}-`))
}
