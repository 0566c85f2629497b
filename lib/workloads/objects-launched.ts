import { z } from 'zod'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { toFormFields } from './objects-form.ts'
import type { ReadForm } from './objects-form.ts'
import { IDLE_ANNOTATION, parseWeb, TEMPLATE_ANNOTATION, WEB_ANNOTATION } from './objects-labels.ts'
import { parseIdle } from './objects-map.ts'

const template = z.object({ spec: z.unknown() })
const number = z.int().nullish()
const jobSpec = z.object({
  template,
  backoffLimit: number,
  activeDeadlineSeconds: number,
  ttlSecondsAfterFinished: number,
})
const deploymentSchema = z.object({ replicas: number, template })
const cronJobSchema = z.object({
  schedule: z.string(),
  timeZone: z.string().nullish(),
  suspend: z.boolean().nullish(),
  jobTemplate: z.object({ spec: jobSpec }),
})

/**
 * The form for an edit or a clone, from the object as it is in the cluster and not as it was once launched: what somebody
 * changed by hand is in it. Throws for an object of another kind.
 */
export function toLaunchForm(
  workload: KubeObject,
  context: { space: SpaceId; files: Readonly<Record<string, string>> | null },
): ReadForm {
  const { name, annotations = {} } = workload.metadata
  const read = (podSpec: unknown, fields: object): ReadForm => {
    const form = toFormFields({ name, podSpec }, context)
    const web = parseWeb(annotations[WEB_ANNOTATION])
    const marks = {
      template: annotations[TEMPLATE_ANNOTATION] ?? null,
      web: web && { port: web.port, visibility: web.isPublic ? ('public' as const) : ('private' as const) },
    }
    return { ...form, fields: { ...form.fields, ...marks, ...fields } }
  }
  switch (workload.kind) {
    case 'Deployment': {
      const { replicas, template: pod } = deploymentSchema.parse(workload.spec)
      return read(pod.spec, {
        kind: 'service',
        replicas: replicas ?? 1,
        idleSeconds: parseIdle(annotations[IDLE_ANNOTATION]),
      })
    }
    case 'Job': {
      const spec = jobSpec.parse(workload.spec)
      return read(spec.template.spec, { kind: 'job', ...toJobFields(spec) })
    }
    case 'CronJob': {
      const { schedule, timeZone, suspend, jobTemplate } = cronJobSchema.parse(workload.spec)
      const fields = { schedule, timeZone: timeZone ?? 'UTC', isSuspended: suspend ?? false }
      return read(jobTemplate.spec.template.spec, {
        kind: 'scheduled-job',
        ...fields,
        ...toJobFields(jobTemplate.spec),
      })
    }
    default:
      throw new TypeError(`a ${workload.kind} is no workload`)
  }
}

function toJobFields({ backoffLimit, activeDeadlineSeconds, ttlSecondsAfterFinished }: z.output<typeof jobSpec>) {
  return {
    retries: backoffLimit ?? 6,
    timeLimitSeconds: activeDeadlineSeconds ?? null,
    ...(ttlSecondsAfterFinished === null || ttlSecondsAfterFinished === undefined
      ? {}
      : { ttlSeconds: ttlSecondsAfterFinished }),
  }
}
