import { z } from 'zod'
import { isGpuResource } from '#lib/env/gpu-resources.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { listOf, text, texts } from './objects-facts.ts'
import { findOtherManager } from './objects-ownership.ts'
import type { HandEdit, ShownEdit } from './schema-update.ts'

/** Something in a list that an edit leaves out, with its place as field managers name it. */
export interface KeptEdit extends HandEdit {
  keys: string[]
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
  [/\.resources\.\w+\.(.*\bgpu\b|nvidia\.com\/)/, 'gpus'],
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
export function listKept(wanted: KubeObject, result: KubeObject): KeptEdit[] {
  const left = listItems(wanted)
  const there = listItems(result)
  return [...there].flatMap(([label, { keys, field }]) => {
    const manager = left.has(label) ? null : findOtherManager(result, keys)
    const path = keys.map(formatKey).join('')
    return manager === null ? [] : [{ kind: result.kind, name: result.metadata.name, path, manager, field, keys }]
  })
}

/** As the cluster writes places of conflicts: .env[name="A"]. */
function formatKey(key: string): string {
  if (!key.startsWith('k:')) return key.replace(/^f:/, '.')
  const parts = Object.entries(JSON.parse(key.slice(2)) as object)
  return `[${parts.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`
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
    for (const name of Object.keys(container.resources.limits).filter(isGpuResource)) {
      for (const part of ['f:limits', 'f:requests']) add('gpus', [...inside, 'f:resources', part, `f:${name}`])
    }
  }
  return items
}

/** Whether a person was shown this very setting and wants it overwritten. */
export function isToOverwrite(edit: HandEdit, shown: readonly ShownEdit[]): boolean {
  const { kind, name, path, manager } = edit
  return shown.some((one) => one.kind === kind && one.name === name && one.path === path && one.manager === manager)
}
