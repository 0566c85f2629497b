import type { EditForm, LaunchOffer, OfferedTemplate } from '#lib/workloads/schema-offer.ts'
import type { WorkloadAddress, WorkloadKind } from '#lib/workloads/schema.ts'
import { type LaunchValues, toLaunchValues } from './launch-values.ts'
import { listSizes } from './list-sizes.ts'
import { proposeMount } from './propose-mount.ts'

export interface FilledForm {
  /** Whose draft it is. */
  source: string
  template: OfferedTemplate | null
  initial: LaunchValues
  clone: { name: string; secrets: string[]; unknown: string[] } | null
}

/** The form as a template fills it in; it launches nothing. */
export function fillFromTemplate(
  template: OfferedTemplate,
  { defaultTimeZone, gpus }: Pick<LaunchOffer, 'defaultTimeZone' | 'gpus'>,
): FilledForm {
  const initial = toLaunchValues({ timeZone: defaultTimeZone, ...template.defaults, ...proposeGpu(template, gpus) })
  return { source: `template ${template.id}`, template, initial, clone: null }
}

/** The first kind that there is, where the template names none that there is. */
function proposeGpu(template: OfferedTemplate | null, gpus: LaunchOffer['gpus']): { gpuResource?: string } {
  const wanted = template?.defaults.gpuResource
  const isKept = template?.fixed.includes('gpuResource') || gpus.some(({ resource }) => resource === wanted)
  return isKept || !gpus[0] ? {} : { gpuResource: gpus[0].resource }
}

/** The form with nothing but what nearly everybody wants: a small size, and the own disk at /data. */
export function fillFromScratch(kind: WorkloadKind, offer: LaunchOffer): FilledForm {
  const [size] = listSizes(null)
  const own = offer.volumes.find(({ isPrimary }) => isPrimary)
  const { volumes, defaultTimeZone } = offer
  const mounts = own ? [proposeMount('volume', own.name, { volumes, mounts: [], hasFiles: false })] : []
  const values = toLaunchValues({
    kind,
    ...proposeGpu(null, offer.gpus),
    cpu: size?.cpu ?? '',
    memory: size?.memory ?? '',
  })
  const schedule = kind === 'scheduled-job' ? { schedule: '30 3 * * *', timeZone: defaultTimeZone } : {}
  return { source: `scratch ${kind}`, template: null, initial: { ...values, ...schedule, mounts }, clone: null }
}

/** The form as another workload is, under a name of its own. */
export function fillFromWorkload(
  { kind, name }: WorkloadAddress,
  { form, offer, names }: { form: EditForm; offer: LaunchOffer; names: readonly string[] },
): FilledForm {
  const values = toLaunchValues(form.fields)
  const template = offer.templates.find(({ id }) => id === values.template) ?? null
  const secrets = values.environment.filter(({ isKept }) => isKept).map((variable) => variable.name)
  // What is secret there is not known here, so it has to be written anew.
  const environment = values.environment.map((variable) => ({ ...variable, isKept: false }))
  const replicas = values.replicas === 0 ? 1 : values.replicas
  return {
    source: `clone ${kind}/${name}`,
    template,
    initial: {
      ...values,
      environment,
      replicas,
      // A template that is gone holds nothing fast, and would be refused.
      template: template?.id ?? null,
      name: findFreeName(name, names),
    },
    clone: { name, secrets, unknown: form.unknown },
  }
}

/** "web" becomes "web-2", "web-2" becomes "web-3". */
export function findFreeName(name: string, taken: readonly string[]): string {
  const stem = name.replace(/-\d+$/, '').slice(0, 46)
  for (let number = 2; ; number += 1) {
    const free = `${stem}-${number}`
    if (!taken.includes(free)) return free
  }
}
