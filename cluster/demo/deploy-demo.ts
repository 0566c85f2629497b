import type { KubeClient } from '#lib/kube/client.ts'
import { getIdentityHost, getIssuer } from '#cluster/identity/addresses.ts'
import { ensureIdentitySecrets } from '#cluster/identity/identity-secrets.ts'
import { buildIdentity } from '#cluster/identity/identity.ts'
import { applyObjects } from './apply-objects.ts'
import { getDemoAddresses, type DemoAddresses } from './demo-addresses.ts'
import { buildDemoConfiguration, type DemoFiles } from './demo-configuration.ts'
import { changeDeployment } from './deployment-changes.ts'
import { buildGateway, GATEWAY_NAME } from './gateway-objects.ts'
import { getApiServer, getKubelets } from './machines.ts'
import { readTemplates } from './manifests.ts'
import { buildNameServices, getClusterIp, ISSUER_PEER } from './name-services.ts'
import { buildPortal } from './portal-objects.ts'
import { readFileKeys, readPortalSecrets, toPublicKeys } from './portal-secrets.ts'
import { GATEWAY_INTERNAL_PORT } from './portal-settings.ts'
import type { Peer, PortalSettings } from './portal-settings.ts'
import { applyRights, NAMESPACE } from './rights.ts'

export interface DemoImage {
  name: string
  /** Null where it is not known what stands behind the name. */
  digest: string | null
}

export interface DemoTarget {
  client: KubeClient
  /** Where the ingress is reached on this machine. */
  port: number
  ingressClass: string | null
  ingress: Peer & { port: number }
  images: { portal: DemoImage; identity: DemoImage; gateway: DemoImage; fileServer: string }
  /** How browsers reach file servers. */
  filesAccess: DemoFiles['access']
  /** Names below localhost lead to the ingress in pods too. */
  hasLocalhostNames: boolean
  /** Its image is there. */
  hasNotebook: boolean
  /** By which name the nodes know an image of ours. */
  toImage: (name: string) => string
  /** For tests: the identity provider's people can be changed through the API server's proxy. */
  hasIdentityControl: boolean
}

type HostAliases = PortalSettings['hostAliases']

/** Brings the portal and its identity provider to the cluster; resolves before they are ready. */
export async function deployDemo(target: DemoTarget): Promise<DemoAddresses> {
  const { client, port, images } = target
  const addresses = getDemoAddresses(port)
  await applyRights(client, {
    fileServerImages: [images.fileServer],
    serviceTypes: [],
    hosts: [addresses.filesHost],
  })
  // With the secrets comes the provider's namespace.
  const identitySecrets = await ensureIdentitySecrets(client)
  const aliases = target.hasLocalhostNames ? { portal: [], identity: [] } : await applyNames(target, addresses)
  const layout = { ingressPort: port }
  const identity = buildIdentity(layout, {
    ...identitySecrets,
    hasControl: target.hasIdentityControl,
    ...(images.identity.digest ? { imageDigest: images.identity.digest } : {}),
  })
  await applyObjects(
    client,
    identity.map((object) => changeDeployment(object, { image: images.identity.name, hostAliases: aliases.identity })),
  )
  await applyObjects(client, await readTemplates(target))
  const own = await readPortalSecrets(client)
  const fileKeys = await readFileKeys(client)
  const secrets = {
    ...own,
    MOORAGE_OIDC_CLIENT_SECRET: identitySecrets.clientSecret,
  }
  const [apiServer, kubelets] = await Promise.all([getApiServer(client), getKubelets(client)])
  await applyObjects(
    client,
    buildPortal({
      image: images.portal.name,
      imageDigest: images.portal.digest,
      replicas: 1,
      configuration: {
        ...buildDemoConfiguration(addresses, getIssuer(layout), {
          access: target.filesAccess,
          image: images.fileServer,
          ingressNamespace: target.ingress.namespace,
        }),
        MOORAGE_PROBE_IMAGE: images.portal.name,
        MOORAGE_GATEWAY_INTERNAL_URL: `http://${GATEWAY_NAME}.${NAMESPACE}:${GATEWAY_INTERNAL_PORT}`,
      },
      secrets,
      fileKeys,
      host: addresses.portalHost,
      ingressClass: target.ingressClass,
      ingress: target.ingress,
      issuer: target.hasLocalhostNames ? target.ingress : ISSUER_PEER,
      apiServer,
      kubelets,
      hostAliases: aliases.portal,
    }),
  )
  await applyObjects(
    client,
    buildGateway({
      image: images.gateway.name,
      imageDigest: images.gateway.digest,
      way: target.filesAccess === 'port-forward' ? 'port-forward' : 'service',
      filesUrl: addresses.filesUrl,
      // Where an Ingress leads to each file server, none leads to the gateway.
      host: target.filesAccess === 'ingress' ? null : addresses.filesHost,
      apps: {
        domain: addresses.appsDomain,
        portalUrl: addresses.portalUrl,
        secret: own.MOORAGE_GATEWAY_SECRET,
        ticketKeys: toPublicKeys(fileKeys),
      },
      ingressClass: target.ingressClass,
      ingress: target.ingress,
      apiServer,
    }),
  )
  return addresses
}

async function applyNames(
  { client, port, ingress }: DemoTarget,
  { portalHost }: DemoAddresses,
): Promise<{ portal: HostAliases; identity: HostAliases }> {
  const objects = buildNameServices({ port, ingressNamespace: ingress.namespace })
  const [identityService, portalService] = await applyObjects(client, objects)
  return {
    portal: [{ ip: getClusterIp(identityService), hostnames: [getIdentityHost()] }],
    identity: [{ ip: getClusterIp(portalService), hostnames: [portalHost] }],
  }
}
