import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { getClusterLayout } from '#cluster/layout.ts'
import { buildAddons } from './addons.ts'
import { readContourCrds } from './contour-access.ts'

const NAMES = [
  'httpproxies.projectcontour.io',
  'extensionservices.projectcontour.io',
  'tlscertificatedelegations.projectcontour.io',
]

function toDefinition(name: string): string {
  return `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${name}\nspec:\n  group: projectcontour.io\n`
}

let dir: string
let objects: KubeObject[]

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'moorage-addons-test-'))
  const file = path.join(dir, 'crds.yaml')
  await writeFile(file, `# a comment\n---\n${NAMES.map(toDefinition).join('---\n')}`)
  objects = buildAddons(getClusterLayout('demo'), { contourCrds: await readContourCrds(file) })
})

afterAll(() => rm(dir, { recursive: true, force: true }))

interface Workload extends KubeObject {
  spec: {
    selector: { matchLabels: Record<string, string> }
    template: { metadata: { labels: Record<string, string> } }
  }
}

function listWorkloads(): Workload[] {
  return objects.filter((object) => object.kind === 'Deployment') as Workload[]
}

function getPodTemplate(list: readonly KubeObject[], name: string) {
  const workload = list.find((object) => object.kind === 'Deployment' && object.metadata.name === name) as Workload
  return workload.spec.template
}

test('what others refer to is applied first, and no kind is left out of the order', () => {
  const kinds = [...new Set(objects.map((object) => object.kind))]
  expect(kinds).toEqual([
    'Namespace',
    'CustomResourceDefinition',
    'ServiceAccount',
    'ClusterRole',
    'ClusterRoleBinding',
    'RoleBinding',
    'ConfigMap',
    'Service',
    'IngressClass',
    'Deployment',
    'APIService',
  ])
})

test('every object and every pod says whose it is', () => {
  const labels = [
    ...objects.map((object) => object.metadata.labels),
    ...listWorkloads().map((workload) => workload.spec.template.metadata.labels),
  ]
  for (const set of labels) {
    expect(set).toMatchObject({ 'app.kubernetes.io/managed-by': 'moorage-local-cluster' })
    expect(set?.['app.kubernetes.io/name']).toMatch(/^(coredns|contour|metrics-server)$/)
  }
})

test('every selector finds pods', () => {
  const pods = listWorkloads().map((workload) => ({
    namespace: workload.metadata.namespace,
    labels: workload.spec.template.metadata.labels,
  }))
  const services = objects.filter((object) => object.kind === 'Service') as (KubeObject & {
    spec: { selector: Record<string, string> }
  })[]
  const wanted = [
    ...listWorkloads().map(({ metadata, spec }) => ({
      namespace: metadata.namespace,
      labels: spec.selector.matchLabels,
    })),
    ...services.map(({ metadata, spec }) => ({ namespace: metadata.namespace, labels: spec.selector })),
  ]
  expect(wanted).toHaveLength(5)
  for (const { namespace, labels } of wanted) {
    const found = pods.filter(
      (pod) => pod.namespace === namespace && Object.entries(labels).every(([key, value]) => pod.labels[key] === value),
    )
    expect(found).toHaveLength(1)
  }
})

test('a changed configuration changes the pods that read it', () => {
  const other = buildAddons({ ...getClusterLayout('demo'), nodeAddress: '10.199.9.2' }, { contourCrds: [] })
  expect(getPodTemplate(other, 'coredns')).not.toEqual(getPodTemplate(objects, 'coredns'))
})

test('only the definitions that Contour cannot do without are taken', () => {
  const names = objects
    .filter((object) => object.kind === 'CustomResourceDefinition')
    .map(({ metadata }) => metadata.name)
  expect(names).toEqual([NAMES[0], NAMES[2]])
})

test('a file without them is named', async () => {
  const file = path.join(dir, 'other.yaml')
  await writeFile(file, toDefinition('extensionservices.projectcontour.io'))
  await expect(readContourCrds(file)).rejects.toThrow(file)
  await expect(readContourCrds(path.join(dir, 'missing.yaml'))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})
