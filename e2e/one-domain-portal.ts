import { expect } from '@playwright/test'
import { z } from 'zod'
import { CONTOUR_NAMESPACE } from '#cluster/addons/contour-access.ts'
import { applyObjects } from '#cluster/demo/apply-objects.ts'
import { getDemoAddresses } from '#cluster/demo/demo-addresses.ts'
import { buildGateway, GATEWAY_NAME } from '#cluster/demo/gateway-objects.ts'
import { getApiServer, getKubelets } from '#cluster/demo/machines.ts'
import { buildPortal } from '#cluster/demo/portal-objects.ts'
import { readFileKeys, toPublicKeys } from '#cluster/demo/portal-secrets.ts'
import { GATEWAY_INTERNAL_PORT, PORTAL_NAME } from '#cluster/demo/portal-settings.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { ONE_DOMAIN } from '#cluster/identity/addresses.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { deleteObject, requireObject } from '#lib/kube/verbs.ts'
import { client, layout } from './place.ts'
import { readPortalSettings } from './portal-settings.ts'
import { send } from './send.ts'

/** Browsers take all of these for one site, in which any page may set cookies for all others. */
export const oneDomain = getDemoAddresses(layout.ingressPort, ONE_DOMAIN)

const PORTAL = 'one-domain-portal'
const GATEWAY = 'one-domain-gateway'
const READY_TIMEOUT_MS = 90_000

const deployment = z.object({
  spec: z.object({
    template: z.object({ spec: z.object({ containers: z.tuple([z.object({ image: z.string() })]) }) }),
  }),
})

/** Puts a second portal and gateway, whose names lie under one domain, beside the others. Returns how to take them away. */
export async function startOneDomain(): Promise<() => Promise<void>> {
  const objects = await buildOneDomain()
  await applyObjects(client, objects)
  await expect.poll(() => ask(oneDomain.portalHost, '/api/ready'), { timeout: READY_TIMEOUT_MS }).toMatch(/^200/)
  const nobody = `nobody.${oneDomain.appsDomain}`
  await expect.poll(() => ask(nobody, '/'), { timeout: READY_TIMEOUT_MS }).toContain('no such web address')
  return async () => {
    for (const { apiVersion, kind, metadata } of objects.toReversed()) {
      await deleteObject(client, { apiVersion, kind, namespace: metadata.namespace, name: metadata.name })
    }
  }
}

async function ask(host: string, path: string): Promise<string> {
  const address = host.includes(':') ? host : `${host}:${layout.ingressPort}`
  const { status, body } = await send({ path, headers: { host: address } })
  return `${status} ${body}`
}

/** What the others are made of, with other names and addresses. */
async function buildOneDomain(): Promise<KubeObject[]> {
  const readImage = async (name: string) => {
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: NAMESPACE, name }
    const { containers } = deployment.parse(await requireObject(client, ref)).spec.template.spec
    return containers[0].image
  }
  const { configuration, secrets } = await readPortalSettings()
  const fileKeys = await readFileKeys(client)
  const port = layout.ingressPort
  const ingress = { namespace: CONTOUR_NAMESPACE, podLabels: { 'app.kubernetes.io/name': 'contour' }, port }
  const [apiServer, kubelets] = await Promise.all([getApiServer(client), getKubelets(client)])
  const common = { imageDigest: null, ingressClass: null, ingress, apiServer }
  const portal = buildPortal({
    ...common,
    name: PORTAL,
    image: await readImage(PORTAL_NAME),
    replicas: 1,
    configuration: {
      ...configuration,
      MOORAGE_URL: oneDomain.portalUrl,
      MOORAGE_FILES_URL: oneDomain.filesUrl,
      MOORAGE_APPS_DOMAIN: oneDomain.appsDomain,
      MOORAGE_GATEWAY_INTERNAL_URL: `http://${GATEWAY}.${NAMESPACE}:${GATEWAY_INTERNAL_PORT}`,
    },
    secrets: { ...secrets },
    fileKeys,
    host: oneDomain.portalHost,
    issuer: ingress,
    kubelets,
    hostAliases: [],
  })
  const gateway = buildGateway({
    ...common,
    name: GATEWAY,
    image: await readImage(GATEWAY_NAME),
    way: 'service',
    filesUrl: oneDomain.filesUrl,
    host: null,
    apps: {
      domain: oneDomain.appsDomain,
      portalUrl: oneDomain.portalUrl,
      portalName: PORTAL,
      secret: secrets.MOORAGE_GATEWAY_SECRET,
      ticketKeys: toPublicKeys(fileKeys),
    },
  })
  // The keys for file servers, and the policy that closes the namespace, are the other portal's too.
  return [...portal, ...gateway].filter(({ metadata }) =>
    [PORTAL, GATEWAY].some((name) => metadata.name.startsWith(name)),
  )
}
