import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { listOf, text, texts } from './objects-facts.ts'
import { GPU } from './objects-pod.ts'
import { findOtherManager } from './objects-ownership.ts'

/** A setting that somebody else made, and that an edit would have to overwrite. */
export interface HandEdit {
  kind: string
  name: string
  /** Its place in the object, in the cluster's words. */
  path: string
  manager: string
  /** The field of the form that it stands in; null: the form does not show it. */
  field: string | null
}

const causesSchema = z.array(z.object({ reason: text, field: text, message: text }))

/** What a refused apply says; empty for another refusal. */
export function readHandEdits({ kind, metadata }: KubeObject, causes: unknown): HandEdit[] {
  const parsed = causesSchema.safeParse(causes)
  return (parsed.data ?? [])
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ field: path, message }) => ({
      kind,
      name: metadata.name,
      path,
      manager: /^conflict with "([^"]*)"/.exec(message)?.[1] ?? message,
      field: toFormField(kind, path),
    }))
}

const POD_FIELDS: [RegExp, string][] = [
  [/\.image$/, 'image'],
  [/\.imagePullPolicy$/, 'pullPolicy'],
  [/\.command$/, 'command'],
  [/\.args$/, 'args'],
  [/\.resources\..*gpu/, 'gpus'],
  [/\.resources\.\w+\.cpu$/, 'cpu'],
  [/\.resources\.\w+\.(memory|ephemeral-storage)$/, 'memory'],
  [/\.env\b/, 'environment'],
  [/\.envFrom\b/, 'environmentSets'],
  [/\.(volumeMounts|volumes)\b/, 'mounts'],
  [/\.ports\b/, 'ports'],
  [/\.(startup|readiness|liveness)Probe\b/, 'probe'],
  [/\.imagePullSecrets\b/, 'pullSecrets'],
  [/\.securityContext\b/, 'userId'],
  [/\.hostUsers$/, 'hasOwnUsers'],
  [/\.replicas$/, 'replicas'],
  [/\.schedule$/, 'schedule'],
  [/\.timeZone$/, 'timeZone'],
  [/\.suspend$/, 'isSuspended'],
  [/\.backoffLimit$/, 'retries'],
  [/\.activeDeadlineSeconds$/, 'timeLimitSeconds'],
  [/\.ttlSecondsAfterFinished$/, 'ttlSeconds'],
  [/annotations.*idle-seconds/, 'idleSeconds'],
  [/annotations.*web-port/, 'web'],
]
const OTHERS: Record<string, string> = {
  ConfigMap: 'files',
  Secret: 'environment',
  Service: 'ports',
  NetworkPolicy: 'web',
}

function toFormField(kind: string, path: string): string | null {
  return OTHERS[kind] ?? POD_FIELDS.find(([pattern]) => pattern.test(path))?.[1] ?? null
}

const podSchema = z.object({
  imagePullSecrets: listOf(z.object({ name: text })),
  containers: listOf(
    z.object({
      name: text,
      resources: z.object({ limits: texts }).default({ limits: {} }),
      env: listOf(z.object({ name: text })),
      ports: listOf(z.object({ containerPort: z.int(), protocol: text })),
      volumeMounts: listOf(z.object({ mountPath: text })),
    }),
  ),
})
const workloadSchema = z.object({
  spec: z.union([
    z.object({ template: z.object({ spec: podSchema }) }).transform(({ template }) => ({
      path: ['spec', 'template', 'spec'],
      pod: template.spec,
    })),
    z
      .object({ jobTemplate: z.object({ spec: z.object({ template: z.object({ spec: podSchema }) }) }) })
      .transform(({ jobTemplate }) => ({
        path: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
        pod: jobTemplate.spec.template.spec,
      })),
  ]),
})

/**
 * What an edit leaves out and somebody else has set as well: the cluster keeps that without a word, so that a variable
 * taken out of the form would still be there.
 */
export function listKept(wanted: KubeObject, result: KubeObject): HandEdit[] {
  const left = listItems(wanted)
  const there = listItems(result)
  return [...there].flatMap(([label, { keys, field }]) => {
    const manager = left.has(label) ? null : findOtherManager(result, keys)
    const path = keys.map((key) => key.replace(/^f:/, '.').replace(/^k:(.*)$/, '[$1]')).join('')
    return manager === null ? [] : [{ kind: result.kind, name: result.metadata.name, path, manager, field }]
  })
}

/** Everything in lists that the cluster puts together from several hands, and that the form shows. */
function listItems(workload: KubeObject): Map<string, { keys: string[]; field: string }> {
  const { path, pod } = workloadSchema.parse(workload).spec
  const base = path.map((key) => `f:${key}`)
  const items = new Map<string, { keys: string[]; field: string }>()
  const add = (field: string, keys: string[]) => items.set(JSON.stringify(keys), { keys: [...base, ...keys], field })
  for (const { name } of pod.imagePullSecrets) add('pullSecrets', ['f:imagePullSecrets', `k:{"name":"${name}"}`])
  for (const container of pod.containers.filter(({ name }) => name === workload.metadata.name)) {
    const inside = ['f:containers', `k:{"name":"${container.name}"}`]
    for (const { name } of container.env) add('environment', [...inside, 'f:env', `k:{"name":"${name}"}`])
    for (const { containerPort, protocol } of container.ports) {
      const key = `k:{"containerPort":${containerPort},"protocol":"${protocol || 'TCP'}"}`
      add('ports', [...inside, 'f:ports', key])
    }
    for (const { mountPath } of container.volumeMounts) {
      add('mounts', [...inside, 'f:volumeMounts', `k:${JSON.stringify({ mountPath })}`])
    }
    if (GPU in container.resources.limits) add('gpus', [...inside, 'f:resources', 'f:limits', `f:${GPU}`])
  }
  return items
}
