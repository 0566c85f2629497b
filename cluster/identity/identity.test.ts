import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { generateIdentitySecrets, type IdentitySecrets } from './identity-secrets.ts'
import { buildIdentity, type IdentityOptions } from './identity.ts'

const LAYOUT = { ingressPort: 8085 }

let secrets: IdentitySecrets

beforeAll(async () => {
  secrets = await generateIdentitySecrets()
})

const build = (options: Partial<IdentityOptions> = {}) => buildIdentity(LAYOUT, { ...secrets, ...options })

const deploymentSchema = z.object({
  kind: z.literal('Deployment'),
  spec: z.object({
    template: z.object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()) }),
      spec: z.object({
        containers: z.tuple([
          z.object({
            env: z.array(z.object({ name: z.string(), value: z.string() })),
            ports: z.array(z.object({ containerPort: z.number() })),
          }),
        ]),
      }),
    }),
  }),
})

function getPod(options: Partial<IdentityOptions> = {}) {
  const { metadata, spec } = deploymentSchema.parse(build(options).at(-1)).spec.template
  const [container] = spec.containers
  return {
    annotations: metadata.annotations,
    env: Object.fromEntries(container.env.map(({ name, value }) => [name, value])),
    ports: container.ports.map(({ containerPort }) => containerPort),
  }
}

test('the namespace comes first, and the same input gives the same objects', () => {
  expect(build().map(({ kind }) => kind)).toEqual([
    'Namespace',
    'Secret',
    'ConfigMap',
    'NetworkPolicy',
    'Service',
    'Ingress',
    'Deployment',
  ])
  expect(build()).toEqual(build())
})

test('secrets stand in the Secret only', () => {
  const key = secrets.keys.jwks.keys[0]!['d']
  for (const object of build().filter(({ kind }) => kind !== 'Secret')) {
    const text = JSON.stringify(object)
    for (const secret of [key, secrets.clientSecret, ...secrets.keys.cookieKeys]) expect(text).not.toContain(secret)
  }
})

test('there is no control port unless it is asked for', () => {
  expect(getPod()).toMatchObject({ ports: [3000] })
  expect(getPod().env).not.toHaveProperty('IDENTITY_CONTROL_PORT')
  expect(JSON.stringify(build())).not.toContain('3001')
  expect(getPod({ hasControl: true })).toMatchObject({ ports: [3000, 3001], env: { IDENTITY_CONTROL_PORT: '3001' } })
})

test('no network policy lets anybody to the control port', () => {
  const policy = build({ hasControl: true }).find(({ kind }) => kind === 'NetworkPolicy')
  expect(JSON.stringify(policy)).not.toContain('3001')
})

test('addresses follow the cluster’s port, and a second provider has a name of its own', () => {
  expect(getPod().env['IDENTITY_ISSUER']).toBe('http://id.localhost:8085')
  const other = build({ namespace: 'other' })
  expect(other.every(({ metadata }) => (metadata.namespace ?? metadata.name) === 'other')).toBe(true)
  expect(JSON.stringify(other)).toContain('id-other.localhost')
})

test('changed people, keys or images make a new pod; settings are passed on', () => {
  const { annotations } = getPod()
  expect(getPod({ people: [] }).annotations).not.toEqual(annotations)
  expect(getPod({ clientSecret: 'another secret of at least 32 characters' }).annotations).not.toEqual(annotations)
  expect(getPod({ imageDigest: 'sha256:1' }).annotations).toMatchObject({
    ...annotations,
    'moorage.dev/image': 'sha256:1',
  })
  expect(getPod({ accessTokenSeconds: 5 }).env).toMatchObject({ IDENTITY_ACCESS_TOKEN_SECONDS: '5' })
})
