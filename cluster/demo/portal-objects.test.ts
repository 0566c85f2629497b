import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { changeDeployment } from './deployment-changes.ts'
import { buildPortal } from './portal-objects.ts'
import type { PortalSettings } from './portal-settings.ts'

const settings: PortalSettings = {
  image: 'moorage.dev/portal:1',
  imageDigest: 'sha256:1',
  replicas: 2,
  configuration: { MOORAGE_URL: 'https://moorage.example.org' },
  fileKeys: '{}',
  secrets: { MOORAGE_SESSION_SECRET: 'a secret of some length' },
  host: 'moorage.example.org',
  ingressClass: null,
  ingress: { namespace: 'ingress', port: 8080 },
  issuer: { namespace: 'identity', podLabels: { app: 'identity' }, port: 3000 },
  apiServer: { addresses: ['192.0.2.1', '2001:db8::1'], port: 6443 },
  kubelets: { addresses: ['192.0.2.7'], port: 10_250 },
  hostAliases: [],
}

function build(changes: Partial<PortalSettings> = {}): Map<string, KubeObject> {
  const objects = buildPortal({ ...settings, ...changes })
  return new Map(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]))
}

test('everything lies in the namespace that policies and roles name', () => {
  expect([...build().keys()]).toEqual([
    'NetworkPolicy deny-all',
    'NetworkPolicy portal',
    'ConfigMap portal',
    'Secret portal',
    'Secret portal-file-keys',
    'Deployment portal',
    'Service portal',
    'Ingress portal',
    'Ingress portal-events',
  ])
  expect([...build().values()].map(({ metadata }) => metadata.namespace)).toEqual(
    Array.from({ length: 9 }, () => 'moorage'),
  )
})

test('other settings, secrets and images make other pods, the same ones do not', () => {
  const getTemplate = (changes: Partial<PortalSettings>) =>
    JSON.stringify((build(changes).get('Deployment portal')!.spec as { template: object }).template)
  expect(getTemplate({})).toBe(getTemplate({ host: 'other.example.org' }))
  expect(getTemplate({ imageDigest: 'sha256:2' })).not.toBe(getTemplate({}))
  expect(getTemplate({ configuration: { MOORAGE_URL: 'https://other.example.org' } })).not.toBe(getTemplate({}))
  expect(getTemplate({ secrets: { MOORAGE_SESSION_SECRET: 'another' } })).not.toBe(getTemplate({}))
})

test('secrets stand in the Secret only', () => {
  const found = [...build().values()].filter((object) =>
    /secret of some length|YSBzZWNyZXQ/.test(JSON.stringify(object)),
  )
  expect(found.map(({ kind }) => kind)).toEqual(['Secret'])
})

test('neither Service nor Ingress leads to the metrics', () => {
  const objects = build()
  const text = JSON.stringify(
    ['Service portal', 'Ingress portal', 'Ingress portal-events'].map((name) => objects.get(name)),
  )
  expect(text).toContain('"http"')
  expect(text).not.toMatch(/metrics|9464/)
})

test('only the event stream is without a time limit', () => {
  const objects = build()
  const annotation = ['metadata', 'annotations', 'projectcontour.io/response-timeout']
  expect(objects.get('Ingress portal')).toHaveProperty(annotation, '60s')
  expect(objects.get('Ingress portal-events')).toHaveProperty(annotation, 'infinity')
  expect(JSON.stringify(objects.get('Ingress portal-events')?.spec)).toContain(
    '"path":"/api/events","pathType":"Exact"',
  )
})

interface Policy {
  ingress: { from: object[]; ports: { port: number }[] }[]
  egress: { to: object[]; ports: { port: number }[] }[]
}

test('the portal is closed but for what it needs', () => {
  const { ingress, egress } = build().get('NetworkPolicy portal')!.spec as Policy
  expect(ingress.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[3000], [9464]])
  expect(egress.map(({ ports }) => ports.map(({ port }) => port))).toEqual([
    [53, 53],
    [6443],
    [10_250],
    [3000],
    [8080],
    [3002],
  ])
  expect(egress[1]?.to).toEqual([{ ipBlock: { cidr: '192.0.2.1/32' } }, { ipBlock: { cidr: '2001:db8::1/128' } }])
})

test('a cluster without known nodes does not open the way to everywhere', () => {
  const { egress } = build({ kubelets: { addresses: [], port: 10_250 } }).get('NetworkPolicy portal')!.spec as Policy
  expect(egress.map(({ to }) => to.length)).toEqual([1, 2, 1, 1, 1])
})

test('a Deployment of the local cluster runs in another one with its own image and names', () => {
  const hostAliases = [{ ip: '192.0.2.9', hostnames: ['id.localhost'] }]
  const deployment = build().get('Deployment portal')!
  const changed = changeDeployment(deployment, { image: 'registry.example.org/portal:1', hostAliases })
  expect(changed).toMatchObject({
    metadata: deployment.metadata,
    spec: {
      replicas: 2,
      template: {
        spec: {
          hostAliases,
          containers: [{ image: 'registry.example.org/portal:1', imagePullPolicy: 'IfNotPresent' }],
        },
      },
    },
  })
  const service = build().get('Service portal')!
  expect(changeDeployment(service, { image: 'x', hostAliases })).toBe(service)
})
