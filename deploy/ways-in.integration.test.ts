import { randomUUID } from 'node:crypto'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, patchObject } from '#lib/kube/verbs.ts'
import {
  ALLOWED_HOST,
  annotateOwnNamespace,
  getRefusal,
  tryOut,
  type TestSpace,
} from '#cluster/testing/accounts-under-test.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { openTestPlaces } from '#cluster/testing/places-under-test.ts'

let portal: KubeClient
let space: TestSpace
let foreign: TestSpace

beforeAll(async () => {
  const places = await openTestPlaces()
  ;({ portal, space, foreign } = places)
  return places.remove
})

const labels = { 'app.kubernetes.io/managed-by': 'moorage' }
const buildMetadata = (namespace: string) => ({ name: `test-${randomUUID().slice(0, 8)}`, namespace, labels })

function buildService(namespace: string, spec: object = {}): KubeObject {
  const ports = [{ port: 80 }]
  return { apiVersion: 'v1', kind: 'Service', metadata: buildMetadata(namespace), spec: { ports, ...spec } }
}

const OPEN_SERVICES: Record<string, { spec: object; refusal: RegExp }> = {
  NodePort: { spec: { type: 'NodePort' }, refusal: /of the type ClusterIP/ },
  LoadBalancer: { spec: { type: 'LoadBalancer' }, refusal: /of the type ClusterIP/ },
  ExternalName: {
    spec: { type: 'ExternalName', externalName: 'metadata.example.org', ports: undefined },
    refusal: /of the type ClusterIP|names from outside/,
  },
  externalIPs: { spec: { externalIPs: ['192.0.2.1'] }, refusal: /addresses or names from outside/ },
}

test.each(Object.keys(OPEN_SERVICES))('no Service in a space with %s, whoever makes it', async (name) => {
  const { spec, refusal } = OPEN_SERVICES[name]!
  for (const account of [client, portal]) {
    await expect(tryOut(account, buildService(space.namespace))).resolves.toBeDefined()
    const refused = await getRefusal(tryOut(account, buildService(space.namespace, spec)))
    expect(refused).toMatch(/^policy: .*'moorage-services'/)
    expect(refused).toMatch(refusal)
  }
  await expect(tryOut(client, buildService(foreign.namespace, spec))).resolves.toBeDefined()
})

test('a Service that exists is not opened either', async () => {
  const { namespace } = space
  const service = await createObject(portal, buildService(namespace))
  const ref = { apiVersion: 'v1', kind: 'Service', namespace, name: service.metadata.name }
  const change = (spec: object) => patchObject(portal, ref, { patch: { spec }, dryRun: true })
  await expect(change({ selector: { app: 'box' } })).resolves.toBeDefined()
  await expect(getRefusal(change({ type: 'NodePort' }))).resolves.toMatch(/^policy: .*of the type ClusterIP/)
  await expect(getRefusal(change({ externalIPs: ['192.0.2.1'] }))).resolves.toMatch(/^policy: .*from outside/)
})

test('the administrator opens NodePort, and only that, on the Namespace of Moorage', async () => {
  onTestFinished(() => annotateOwnNamespace({ 'moorage.dev/service-types': '' }))
  await annotateOwnNamespace({ 'moorage.dev/service-types': 'NodePort,ExternalName' })
  const buildType = (type: string) => buildService(space.namespace, OPEN_SERVICES[type]!.spec)
  await waitFor('NodePort to be allowed', () => tryOut(portal, buildType('NodePort')))
  await expect(getRefusal(tryOut(portal, buildType('LoadBalancer')))).resolves.toMatch(/^policy: /)
  await expect(getRefusal(tryOut(portal, buildType('ExternalName')))).resolves.toMatch(/^policy: /)
  await annotateOwnNamespace({ 'moorage.dev/service-types': '' })
  await waitFor('NodePort to be refused', () => getRefusal(tryOut(portal, buildType('NodePort'))))
})

function buildIngress(namespace: string, spec: object): KubeObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: buildMetadata(namespace), spec }
}

const backend = { service: { name: 'box', port: { number: 80 } } }
const toRule = (host?: string) => ({ host, http: { paths: [{ path: '/x', pathType: 'Prefix', backend }] } })

test.each<[string, object]>([
  ["the portal's host", { rules: [toRule('moorage.localhost')] }],
  ['a host below an allowed one', { rules: [toRule(`x.${ALLOWED_HOST}`)] }],
  ['a host that ends like an allowed one', { rules: [toRule(`x${ALLOWED_HOST}`)] }],
  ['every host below one', { rules: [toRule('*.localhost')] }],
  ['no host', { rules: [toRule()] }],
  ['a second host', { rules: [toRule(ALLOWED_HOST), toRule('moorage.localhost')] }],
  ['a backend for all others', { rules: [toRule(ALLOWED_HOST)], defaultBackend: backend }],
  ['nothing but a backend', { defaultBackend: backend }],
  ['a certificate for another host', { rules: [toRule(ALLOWED_HOST)], tls: [{ hosts: ['moorage.localhost'] }] }],
])('no Ingress in a space with %s, whoever makes it', async (_what, spec) => {
  for (const account of [client, portal]) {
    const good = buildIngress(space.namespace, { rules: [toRule(ALLOWED_HOST)], tls: [{ hosts: [ALLOWED_HOST] }] })
    await expect(tryOut(account, good)).resolves.toBeDefined()
    const refused = await getRefusal(tryOut(account, buildIngress(space.namespace, spec)))
    expect(refused).toMatch(/^policy: .*'moorage-ingresses'/)
  }
  await expect(tryOut(client, buildIngress(foreign.namespace, spec))).resolves.toBeDefined()
})

test('an Ingress that exists does not move to another host', async () => {
  const { namespace } = space
  const ingress = await createObject(portal, buildIngress(namespace, { rules: [toRule(ALLOWED_HOST)] }))
  const ref = { apiVersion: ingress.apiVersion, kind: 'Ingress', namespace, name: ingress.metadata.name }
  const move = (host: string) => patchObject(portal, ref, { patch: { spec: { rules: [toRule(host)] } }, dryRun: true })
  await expect(move(ALLOWED_HOST)).resolves.toBeDefined()
  await expect(getRefusal(move('moorage.localhost'))).resolves.toMatch(/^policy: .*'moorage-ingresses'/)
})

const GATEWAY = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'moorage' } },
  podSelector: { matchLabels: { 'app.kubernetes.io/component': 'gateway' } },
}
const ONE_WORKLOAD = { matchLabels: { 'moorage.dev/workload': 'web', 'moorage.dev/launch': 'one' } }
const PORTS = [{ protocol: 'TCP', port: 8080 }]

function buildWebPolicy(namespace: string, spec: object = {}): KubeObject {
  const whole = {
    podSelector: ONE_WORKLOAD,
    policyTypes: ['Ingress'],
    ingress: [{ from: [GATEWAY], ports: PORTS }],
    ...spec,
  }
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: buildMetadata(namespace), spec: whole }
}

const { namespaceSelector, podSelector } = GATEWAY

test.each<[string, object]>([
  ['everybody', { ingress: [{ ports: PORTS }] }],
  ['all pods of Moorage', { ingress: [{ from: [{ namespaceSelector }], ports: PORTS }] }],
  ['another namespace', { ingress: [{ from: [{ namespaceSelector: {}, podSelector }], ports: PORTS }] }],
  ['the gateway and another', { ingress: [{ from: [GATEWAY, { podSelector: {} }], ports: PORTS }] }],
  ['addresses', { ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: PORTS }] }],
  ['the gateway, on all ports', { ingress: [{ from: [GATEWAY] }] }],
  ['the gateway, on many ports', { ingress: [{ from: [GATEWAY], ports: [{ ...PORTS[0], endPort: 9000 }] }] }],
  ['the gateway, to all pods', { podSelector: {} }],
  ['the outside', { policyTypes: ['Ingress', 'Egress'], egress: [{}] }],
])('no network policy of a workload opens it to %s', async (_what, spec) => {
  const { namespace } = space
  await expect(tryOut(portal, buildWebPolicy(namespace))).resolves.toBeDefined()
  const refused = await getRefusal(tryOut(portal, buildWebPolicy(namespace, spec)))
  expect(refused).toMatch(/^policy: .*'moorage-network-policies'/)
  // An administrator opens what he likes.
  await expect(tryOut(client, buildWebPolicy(namespace, spec))).resolves.toBeDefined()
})

function buildClaim(namespace: string, spec: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: buildMetadata(namespace),
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  }
}

const source = (kind: string, fields: object = {}) => ({ kind, name: 'disk', ...fields })

test.each<[string, object, object]>([
  ['a volume by its name', { volumeName: 'pvc-of-somebody-else' }, {}],
  ['a volume by its labels', { selector: { matchLabels: { owner: 'somebody-else' } } }, {}],
  [
    'the files that a driver finds anywhere',
    { dataSourceRef: source('Share', { apiGroup: 'nfs.example.org' }) },
    { dataSourceRef: source('PersistentVolumeClaim') },
  ],
])('the portal makes no claim for %s', async (_what, bad, good) => {
  const { namespace } = space
  await expect(tryOut(portal, buildClaim(namespace, good))).resolves.toBeDefined()
  await expect(getRefusal(tryOut(portal, buildClaim(namespace, bad)))).resolves.toMatch(/^policy: .*'moorage-claims'/)
  // Whoever manages volumes may give one back to its owner.
  await expect(tryOut(client, buildClaim(namespace, bad))).resolves.toBeDefined()
})

test('a claim is not filled from another space', async () => {
  const dataSourceRef = source('PersistentVolumeClaim', { namespace: 'user-bob-storage' })
  const claim = await tryOut(portal, buildClaim(space.namespace, { dataSourceRef }))
  // Where the cluster does not offer it, it drops the field before a policy sees it.
  expect(claim.spec).not.toHaveProperty('dataSourceRef')
})
