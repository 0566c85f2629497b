import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { texts } from './objects-facts.ts'
import {
  IDLE_ANNOTATION,
  REPLICAS_ANNOTATION,
  RESTART_ANNOTATION,
  TEMPLATE_ANNOTATION,
  WEB_ANNOTATION,
} from './objects-labels.ts'

/** What the form decides of the annotations of a workload. */
const FORM_ANNOTATIONS = [TEMPLATE_ANNOTATION, WEB_ANNOTATION, IDLE_ANNOTATION]

/**
 * Another text as soon as something differs that the form of an edit shows. The resourceVersion would not do: it changes
 * with each pod that comes or goes, so that nothing that keeps failing could ever be mended.
 */
export function getEditVersion(workload: KubeObject, files: Readonly<Record<string, string>> | null): string {
  const { uid, annotations = {} } = workload.metadata
  const marks = FORM_ANNOTATIONS.map((name) => annotations[name] ?? null)
  const contents = Object.entries(files ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([uid, workload.spec, marks, contents])
  return createHash('sha256').update(text).digest('base64url').slice(0, 32)
}

/** The workload of an edit, with what other parts of Moorage have noted on the one that is there. */
export function keepMarks(wanted: KubeObject, live: KubeObject): KubeObject {
  const ofForm = [...FORM_ANNOTATIONS, REPLICAS_ANNOTATION]
  const noted = Object.entries(live.metadata.annotations ?? {}).filter(
    ([name]) => name.startsWith('moorage.dev/') && !ofForm.includes(name),
  )
  const annotations = { ...Object.fromEntries(noted), ...wanted.metadata.annotations }
  const remembered = live.metadata.annotations?.[REPLICAS_ANNOTATION]
  // A stopped one that stays stopped goes back to as many replicas as it had.
  if (isStopped(wanted) && remembered !== undefined) annotations[REPLICAS_ANNOTATION] = remembered
  return { ...wanted, metadata: { ...wanted.metadata, annotations } }
}

function isStopped({ kind, spec }: KubeObject): boolean {
  return kind === 'Deployment' && (spec as { replicas?: unknown }).replicas === 0
}

/** How many replicas it has, and how many it goes back to when it is started; notes may be anybody's. */
export function readReplicas({ metadata, spec }: KubeObject): { wanted: number; remembered: number } {
  const { replicas } = spec as { replicas?: unknown }
  const noted = metadata.annotations?.[REPLICAS_ANNOTATION] ?? ''
  const remembered = /^[1-9]\d?$/.test(noted) ? Number(noted) : 1
  return { wanted: typeof replicas === 'number' ? replicas : 1, remembered: Math.min(50, remembered) }
}

const templateSchema = z.object({ metadata: z.object({ annotations: texts }).nullish() })
const specSchema = z.object({
  template: templateSchema.optional(),
  jobTemplate: z.object({ spec: z.object({ template: templateSchema }) }).optional(),
})

/** When it was last restarted on purpose; null: never. */
export function readRestartedAt({ spec }: KubeObject): string | null {
  const { template, jobTemplate } = specSchema.parse(spec)
  const { metadata } = template ?? jobTemplate?.spec.template ?? {}
  return metadata?.annotations[RESTART_ANNOTATION] ?? null
}
