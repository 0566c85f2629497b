import { Provider, type Configuration, type KoaContextWithOIDC, type Grant } from 'oidc-provider'
import type { Faults } from './faults.ts'
import { buildMessagePage, buildSignOutPage } from './message-pages.ts'
import type { Page } from './page.ts'
import { toClaims, type People } from './people.ts'
import type { IdentityClient, Settings } from './settings.ts'
import type { Store } from './store.ts'

export interface ProviderParts {
  settings: Settings
  people: People
  store: Store
  faults: { current: Faults }
}

const INTERACTION_SECONDS = 3600
const CODE_SECONDS = 60

/** The path of the sign-in page for one attempt to sign in. */
export const SIGN_IN_PATH = '/sign-in'

export function createProvider(parts: ProviderParts): Provider {
  return new Provider(parts.settings.issuer, buildConfiguration(parts))
}

/** Where a browser may be sent after a form. */
export function listFormOrigins(clients: readonly IdentityClient[]): string[] {
  const addresses = clients.flatMap((client) => [...client.redirectUris, ...client.postLogoutRedirectUris])
  return [...new Set(addresses.map((address) => new URL(address).origin))]
}

function buildConfiguration({ settings, people, store, faults }: ProviderParts): Configuration {
  const { accessTokenSeconds, refreshTokenSeconds, sessionSeconds } = settings
  return {
    adapter: (model: string) => store.createAdapter(model),
    clients: settings.clients.map(toClientMetadata),
    jwks: settings.jwks,
    cookies: { keys: settings.cookieKeys },
    scopes: ['openid', 'profile', 'email', 'groups', 'offline_access'],
    claims: {
      openid: ['sub'],
      // Portals ask for `profile` without knowing that a provider calls its groups otherwise, so they are in both.
      profile: ['preferred_username', 'name', 'groups'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic'],
    pkce: { required: () => true },
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: {
      AccessToken: accessTokenSeconds,
      IdToken: accessTokenSeconds,
      AuthorizationCode: CODE_SECONDS,
      Interaction: INTERACTION_SECONDS,
      RefreshToken: refreshTokenSeconds,
      Session: sessionSeconds,
      Grant: Math.max(refreshTokenSeconds, sessionSeconds),
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      backchannelLogout: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_context, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => showSignOut(context, form, listFormOrigins(settings.clients)),
        postLogoutSuccessSource: (context) =>
          show(context, buildMessagePage({ ...SIGNED_OUT, link: toFirstPage(settings.clients) })),
      },
    },
    interactions: { url: (_context, interaction) => `${SIGN_IN_PATH}/${interaction.uid}` },
    loadExistingGrant,
    findAccount(_context, subject, token) {
      const isRefused = token?.kind === 'RefreshToken' && faults.current.refuseRefreshOf.includes(subject)
      if (isRefused || !people.getBySubject(subject)) return undefined
      return {
        accountId: subject,
        claims: () => {
          const person = people.getBySubject(subject)
          return person ? toClaims(person) : { sub: subject }
        },
      }
    },
    clientBasedCORS: () => false,
    renderError: (context, { error, error_description: description }) =>
      show(
        context,
        buildMessagePage({
          title: 'This did not work',
          text: `The application asked for something that cannot be done: ${description ?? error}.`,
          link: toFirstPage(settings.clients),
        }),
      ),
    fetch: fetchClientAddress,
  }
}

/**
 * The library passes a dispatcher along that refuses private addresses, and inside a cluster there are no others. Only
 * the clients' own addresses are ever asked here, and they come from the settings.
 */
const fetchClientAddress: Configuration['fetch'] = (address, { method, headers, body, redirect, signal } = {}) =>
  fetch(address, { method, headers, body, redirect, signal })

const SIGNED_OUT = { title: 'You are signed out', text: 'Sign in again whenever you like.' }

function toFirstPage([client]: readonly IdentityClient[]) {
  return { href: client?.url ?? '/', label: `Go to ${client?.name ?? 'the first page'}` }
}

function toClientMetadata(client: IdentityClient) {
  return {
    client_id: client.id,
    client_secret: client.secret,
    client_name: client.name,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    backchannel_logout_uri: client.backchannelLogoutUri,
    backchannel_logout_session_required: client.backchannelLogoutUri !== undefined,
  }
}

/** Nobody is asked for consent: the applications here belong to the same house as the accounts. */
async function loadExistingGrant({ oidc }: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { provider, client, session, requestParamOIDCScopes } = oidc
  const accountId = session?.accountId
  if (!client || !session || accountId === undefined) return undefined
  const grantId = session.grantIdFor(client.clientId)
  const known = grantId ? await provider.Grant.find(grantId) : undefined
  const grant = known?.accountId === accountId ? known : new provider.Grant({ clientId: client.clientId, accountId })
  grant.addOIDCScope(requestParamOIDCScopes)
  await grant.save()
  return grant
}

function show(context: KoaContextWithOIDC, page: Page): void {
  context.set(page.headers)
  context.body = page.markup
}

function showSignOut(context: KoaContextWithOIDC, form: string, formOrigins: string[]): void {
  const { entities, session } = context.oidc
  const hint = entities.IdTokenHint as { payload?: { sub?: unknown } } | undefined
  const isConfirmed = hint !== undefined && hint.payload?.sub === session?.accountId
  show(context, buildSignOutPage({ form, isConfirmed, formOrigins }))
}
