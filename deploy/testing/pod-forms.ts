import { randomUUID } from 'node:crypto'
import type { KubeObject } from '#lib/kube/object.ts'
import { buildBoxSpec } from '#cluster/testing/box.ts'

export type Spec = ReturnType<typeof buildBoxSpec>
export interface Template {
  metadata: { labels: Record<string, string> }
  spec: Spec
}

const MANAGED = { 'app.kubernetes.io/managed-by': 'moorage' }
export const LABELS = { ...MANAGED, app: 'box' }
export const FILE_SERVER_LABELS = { ...LABELS, 'moorage.dev/fileserver': 'test' }

export function buildTemplate(
  change: (spec: Spec) => Spec = (spec) => spec,
  labels: Record<string, string> = LABELS,
): Template {
  return { metadata: { labels }, spec: change(buildBoxSpec({})) }
}

const selector = { matchLabels: { app: 'box' } }
const once = (template: Template) => ({ ...template, spec: { ...template.spec, restartPolicy: 'Never' } })

/** Everything that pods are made from. */
export const FORMS: Record<string, { apiVersion: string; kind: string; wrap: (template: Template) => object }> = {
  Pod: { apiVersion: 'v1', kind: 'Pod', wrap: ({ spec }) => ({ spec }) },
  Deployment: { apiVersion: 'apps/v1', kind: 'Deployment', wrap: (template) => ({ spec: { selector, template } }) },
  Job: { apiVersion: 'batch/v1', kind: 'Job', wrap: (template) => ({ spec: { template: once(template) } }) },
  CronJob: {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    wrap: (template) => ({
      spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: { template: once(template) } } },
    }),
  },
  ReplicaSet: { apiVersion: 'apps/v1', kind: 'ReplicaSet', wrap: (template) => ({ spec: { selector, template } }) },
  StatefulSet: {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    wrap: (template) => ({ spec: { selector, template, serviceName: 'box' } }),
  },
  DaemonSet: { apiVersion: 'apps/v1', kind: 'DaemonSet', wrap: (template) => ({ spec: { selector, template } }) },
  ReplicationController: {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    wrap: (template) => ({ spec: { selector: { app: 'box' }, template } }),
  },
  PodTemplate: { apiVersion: 'v1', kind: 'PodTemplate', wrap: (template) => ({ template }) },
}

/** Those that the portal may make. */
export const FORMS_OF_PORTAL = ['Pod', 'Deployment', 'Job', 'CronJob']

export function build(form: string, namespace: string, template: Template): KubeObject {
  const found = FORMS[form]
  if (!found) throw new Error(`Nothing is called ${form}`)
  const { apiVersion, kind, wrap } = found
  const metadata = { name: `test-${randomUUID().slice(0, 8)}`, namespace, labels: template.metadata.labels }
  return { apiVersion, kind, metadata, ...wrap(template) }
}

export const inContainer = (fields: object) => (spec: Spec) => ({
  ...spec,
  containers: (spec['containers'] as object[]).map((container) => ({ ...container, ...fields })),
})
export const inSpec = (fields: object) => (spec: Spec) => ({ ...spec, ...fields })
