import { expect, test } from 'vitest'
import { buildGateway } from './gateway-objects.ts'
import type { GatewayObjectOptions } from './gateway-objects.ts'

const options: GatewayObjectOptions = {
  image: 'moorage.dev/gateway:1',
  imageDigest: null,
  way: 'service',
  filesUrl: 'http://files.localhost:8080',
  host: null,
  apps: {
    domain: 'apps.localhost:8080',
    portalUrl: 'http://moorage.localhost:8080',
    secret: 'a secret of some length',
    ticketKeys: [{ kty: 'OKP', crv: 'Ed25519', x: 'x', kid: 'one' }],
  },
  ingressClass: null,
  ingress: { namespace: 'ingress', port: 8080 },
  apiServer: { addresses: ['192.0.2.1'], port: 6443 },
}

function build(changes: Partial<GatewayObjectOptions> = {}) {
  const objects = buildGateway({ ...options, ...changes })
  return new Map(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]))
}

test('all web addresses lead to the gateway, with WebSockets and for as long as they take', () => {
  expect(build().get('Ingress gateway-apps')).toMatchObject({
    metadata: {
      annotations: {
        'projectcontour.io/response-timeout': 'infinity',
        'projectcontour.io/websocket-routes': '/',
      },
    },
    spec: { rules: [{ host: '*.apps.localhost', http: { paths: [{ path: '/', pathType: 'Prefix' }] } }] },
  })
  expect([...build({ apps: undefined }).keys()]).toEqual([
    'NetworkPolicy gateway',
    'Deployment gateway',
    'Service gateway',
  ])
})

test('the secret stands in the Secret only, and another one makes other pods', () => {
  const found = [...build().values()].filter((object) =>
    /secret of some length|YSBzZWNyZXQ/.test(JSON.stringify(object)),
  )
  expect(found.map(({ kind }) => kind)).toEqual(['Secret'])
  const getTemplate = (secret: string) =>
    JSON.stringify(build({ apps: { ...options.apps!, secret } }).get('Deployment gateway')?.spec)
  expect(getTemplate('a')).toBe(getTemplate('a'))
  expect(getTemplate('a')).not.toBe(getTemplate('b'))
})

test('it reaches pods of spaces by their labels, and nothing else without a port', () => {
  const { egress } = build().get('NetworkPolicy gateway')!.spec as {
    egress: { to: { namespaceSelector?: { matchLabels: object } }[]; ports?: object[] }[]
  }
  const open = egress.filter(({ ports }) => ports === undefined)
  expect(open).toEqual([
    {
      to: [
        {
          namespaceSelector: { matchLabels: { 'app.kubernetes.io/managed-by': 'moorage' } },
          podSelector: { matchExpressions: [{ key: 'moorage.dev/workload', operator: 'Exists' }] },
        },
      ],
    },
  ])
})

test('where it answers the portal, nobody else comes in and no Ingress leads', () => {
  const objects = build({ host: 'files.localhost' })
  const { ingress } = objects.get('NetworkPolicy gateway')!.spec as { ingress: { from: object[]; ports: object[] }[] }
  const ways = ingress.filter(({ ports }) => ports.length === 0 || JSON.stringify(ports).includes('3002'))
  const podLabels = { 'app.kubernetes.io/name': 'moorage', 'app.kubernetes.io/component': 'portal' }
  expect(ways).toEqual([
    {
      from: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'moorage' } },
          podSelector: { matchLabels: podLabels },
        },
      ],
      ports: [{ port: 3002, protocol: 'TCP' }],
    },
  ])
  const led = [...objects.values()].filter(({ kind }) => kind === 'Ingress')
  expect(led).toHaveLength(2)
  expect(JSON.stringify(led)).not.toMatch(/internal|3002/)
  expect(JSON.stringify([...build({ apps: undefined }).values()])).not.toMatch(/internal|3002/)
})
