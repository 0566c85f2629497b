import { beforeAll, expect, test } from 'vitest'
import { applyObject } from '#lib/kube/apply.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject } from '#lib/kube/verbs.ts'
import { startRights } from '#cluster/testing/accounts-under-test.ts'
import { client, layout } from '#cluster/testing/cluster-under-test.ts'
import { getApiServer, getKubelets } from './machines.ts'
import { buildNameServices } from './name-services.ts'
import { buildPortal } from './portal-objects.ts'
import { NAMESPACE } from './rights.ts'

beforeAll(() => startRights())

async function build(): Promise<KubeObject[]> {
  return buildPortal({
    image: 'moorage.dev/portal:test',
    imageDigest: 'sha256:test',
    replicas: 2,
    configuration: { MOORAGE_URL: 'https://moorage.example.org' },
    fileKeys: '{}',
    secrets: { MOORAGE_SESSION_SECRET: 'test' },
    host: 'moorage.example.org',
    ingressClass: null,
    ingress: { namespace: 'projectcontour', port: layout.ingressPort },
    issuer: { namespace: 'projectcontour', port: layout.ingressPort },
    apiServer: await getApiServer(client),
    kubelets: await getKubelets(client),
    hostAliases: [{ ip: '192.0.2.1', hostnames: ['id.localhost'] }],
  })
}

test('the addresses of the API server and the nodes are those of this cluster', async () => {
  await expect(getApiServer(client)).resolves.toEqual({ addresses: [layout.nodeAddress], port: 6443 })
  await expect(getKubelets(client)).resolves.toEqual({ addresses: [layout.nodeAddress], port: 10_250 })
})

test('the API server knows every field of the portal and of what leads to it', async () => {
  const names = buildNameServices({ port: layout.ingressPort, ingressNamespace: 'projectcontour' })
  for (const object of [...(await build()), ...names.filter(({ metadata }) => metadata.namespace === NAMESPACE)]) {
    const applied = await applyObject(client, object, { fieldManager: 'test', force: true, dryRun: true })
    expect(applied).toMatchObject({ kind: object.kind, metadata: { name: object.metadata.name } })
  }
})

test("the portal's pod is let in by Pod Security at its strictest level", async () => {
  const deployment = (await build()).find(({ kind }) => kind === 'Deployment')!
  const { template } = deployment.spec as { template: { spec: Record<string, unknown> } }
  const buildPod = (change: Record<string, unknown>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'test-portal', namespace: NAMESPACE },
    spec: { ...template.spec, ...change },
  })
  await expect(createObject(client, buildPod({}), { dryRun: true })).resolves.toBeDefined()
  await expect(createObject(client, buildPod({ hostNetwork: true }), { dryRun: true })).rejects.toThrow(
    /security level/,
  )
})
