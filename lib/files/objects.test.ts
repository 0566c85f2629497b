import { expect, test } from 'vitest'
import { buildJob, buildWays, getBasePath, getServerName, getSettingsHash } from './objects.ts'
import type { FileServerPlan, FileServerSettings } from './objects.ts'
import { toServerJob } from './objects-servers.ts'
import { FINISH_MS, WRITE_DOWN_MS } from './protocol/stop-times.ts'

const settings: FileServerSettings = {
  image: 'moorage.dev/fileserver:1',
  access: 'ingress',
  portalUrl: 'https://moorage.example.org',
  filesUrl: 'https://files.example.net',
  idleSeconds: 900,
  ingressClass: null,
  ingressAnnotations: { 'projectcontour.io/response-timeout': 'infinity' },
  ingressTlsSecret: null,
}

const plan: FileServerPlan = {
  namespace: 'user-alice-storage',
  kind: 'user',
  claim: { name: 'user-alice-disk', uid: '6f1c' },
  mode: 'rw',
  settings,
  publicKeys: [{ kty: 'OKP', crv: 'Ed25519', x: 'abc', kid: 'one' }],
  nodeName: null,
}

interface Template {
  spec: {
    template: {
      metadata: { labels: object }
      spec: { containers: { args: string[]; volumeMounts: object[] }[]; volumes: object[]; affinity?: object }
    }
  }
}

const build = (changes: Partial<FileServerPlan> = {}) => buildJob({ ...plan, ...changes }) as unknown as Template

test('a volume has one name for each mode, and no two volumes share one', () => {
  expect(getServerName('6f1c', 'rw')).toMatch(/^moorage-files-[0-9a-f]{20}$/)
  expect(getServerName('6f1c', 'rw')).toBe(getServerName('6f1c', 'rw'))
  expect(new Set([getServerName('6f1c', 'rw'), getServerName('6f1c', 'ro'), getServerName('6f1d', 'rw')]).size).toBe(3)
})

test('a server that only reads has the volume mounted so', () => {
  const { containers, volumes } = build({ mode: 'ro' }).spec.template.spec
  expect(containers[0]?.volumeMounts).toEqual([{ name: 'volume', mountPath: '/volume', readOnly: true }])
  expect(volumes).toEqual([{ name: 'volume', persistentVolumeClaim: { claimName: 'user-alice-disk', readOnly: true } }])
  expect(containers[0]?.args).toContain('--mode=ro')
})

test('the keys stand in its arguments', () => {
  const argument = build().spec.template.spec.containers[0]?.args.find((one) => one.startsWith('--public-keys='))
  const text = Buffer.from(argument?.slice('--public-keys='.length) ?? '', 'base64url').toString()
  expect(JSON.parse(text)).toEqual(plan.publicKeys)
})

test('it has ended by itself before its pod is killed, and within the 5 s in which access closes', () => {
  const { spec } = build().spec.template as unknown as { spec: { terminationGracePeriodSeconds: number } }
  expect(FINISH_MS + WRITE_DOWN_MS).toBeLessThan(spec.terminationGracePeriodSeconds * 1000)
  expect(FINISH_MS + WRITE_DOWN_MS).toBeLessThan(5000)
})

test('a portal with other settings reads from it whom it believes and where it is', () => {
  const { portalUrl, filesUrl } = settings
  const name = getServerName('6f1c', 'rw')
  const known = { portalUrl, baseUrl: `${filesUrl}/${name}`, keyIds: ['one'] }
  expect(toServerJob(buildJob(plan))).toMatchObject(known)
  const silent = { metadata: { labels: {} }, spec: { containers: [{ args: [] }] } }
  const older = { ...buildJob(plan), spec: { template: silent } }
  expect(toServerJob(older)).toMatchObject({ portalUrl: null, baseUrl: null, keyIds: [] })
})

test('it goes to the node that has the volume, and anywhere without one', () => {
  expect(build().spec.template.spec.affinity).toBeUndefined()
  expect(JSON.stringify(build({ nodeName: 'node-7' }).spec.template.spec.affinity)).toContain('"node-7"')
})

test('the Service takes the pods of this Job only, and both it and the Ingress go with the Job', () => {
  const job = {
    namespace: plan.namespace,
    name: getServerName('6f1c', 'rw'),
    uid: 'job',
    kind: 'user',
    mode: 'rw',
  } as const
  const [service, ingress] = buildWays(job, settings)
  expect(service?.spec).toMatchObject({
    selector: { 'batch.kubernetes.io/controller-uid': 'job', 'moorage.dev/fileserver': 'rw' },
  })
  expect(ingress?.spec).toMatchObject({
    rules: [{ host: 'files.example.net', http: { paths: [{ path: `/${job.name}` }] } }],
  })
  for (const object of [service, ingress]) {
    expect(object?.metadata.ownerReferences).toMatchObject([{ kind: 'Job', uid: 'job', blockOwnerDeletion: false }])
  }
  expect(buildWays(job, { ...settings, access: 'service' }).map(({ kind }) => kind)).toEqual(['Service'])
})

test('through the gateway the path names the space as well', () => {
  const place = { namespace: 'user-alice-storage', name: 'moorage-files-1' }
  expect(getBasePath('ingress', place)).toBe('/moorage-files-1')
  expect(getBasePath('service', place)).toBe('/user-alice-storage/moorage-files-1')
})

test('another image or another way makes another server, a longer patience does not', () => {
  const changed = (changes: Partial<FileServerSettings>) => getSettingsHash({ ...settings, ...changes })
  expect(changed({ image: 'other' })).not.toBe(changed({}))
  expect(changed({ access: 'service' })).not.toBe(changed({}))
  expect(changed({ idleSeconds: 1 })).toBe(changed({}))
})
