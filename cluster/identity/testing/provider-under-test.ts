import { client, layout, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { deleteObject } from '#lib/kube/verbs.ts'
import { getIssuer } from '../addresses.ts'
import { deployIdentity } from '../deploy-identity.ts'
import { createIdentityControl, type IdentityControl } from '../identity-control.ts'
import { createApplication, type Application } from './application.ts'
import { createLogoutReceiver, type LogoutReceiver } from './logout-receiver.ts'
import { exchange, type Visited } from './plain-browser.ts'

/** A provider of its own beside the demo's, with one application beside the portal. */
export interface ProviderUnderTest {
  namespace: string
  issuer: string
  application: Application
  receiver: LogoutReceiver
  control: IdentityControl
  discover(headers?: Record<string, string>): Promise<Visited>
  waitUntilReachable(): Promise<void>
  remove(): Promise<void>
}

export const ALICE = { username: 'alice', password: 'moorage' }
/** Where the application wants people to be after they have signed out. */
export const GOODBYE = 'http://app.localhost/goodbye'
export const ACCESS_TOKEN_SECONDS = 30

export async function startProvider(): Promise<ProviderUnderTest> {
  const receiver = await createLogoutReceiver()
  const namespace = receiver.namespace.replace('test', 'identity')
  const issuer = getIssuer(layout, namespace)
  const app = {
    id: 'app',
    secret: 'a secret of the application in this test',
    name: 'Application',
    url: 'http://app.localhost/',
    redirectUris: ['http://app.localhost/callback'],
    postLogoutRedirectUris: [GOODBYE],
    backchannelLogoutUri: receiver.address,
  }
  const discover = (headers: Record<string, string> = {}) =>
    exchange(new URL('/.well-known/openid-configuration', issuer), undefined, headers)
  const waitUntilReachable = async () => {
    await waitFor('the provider to answer through the ingress', async () => (await discover()).status === 200)
  }
  await deployIdentity(client, layout, {
    namespace,
    extraClients: [app],
    hasControl: true,
    accessTokenSeconds: ACCESS_TOKEN_SECONDS,
  })
  await waitUntilReachable()
  return {
    namespace,
    issuer,
    application: createApplication(issuer, app),
    receiver,
    control: createIdentityControl(client, namespace),
    discover,
    waitUntilReachable,
    remove: async () => {
      const removal = deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
      await Promise.all([removal, receiver.remove()])
    },
  }
}

/** A status and body of the token endpoint that end a session for good. */
export function isRefused({ status, body }: Visited): boolean {
  return status === 400 && (JSON.parse(body) as { error?: unknown }).error === 'invalid_grant'
}
