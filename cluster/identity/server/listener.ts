import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { AppError } from '#lib/errors.ts'
import type { Asset } from './assets.ts'
import type { Faults } from './faults.ts'
import { describeError, log } from './log.ts'
import { buildMessagePage } from './message-pages.ts'
import { sendPage } from './page.ts'
import { SIGN_IN_PATH } from './provider.ts'
import { handleSignIn, type SignInParts } from './sign-in.ts'

export interface ListenerParts extends SignInParts {
  provider: Provider
  assets: ReadonlyMap<string, Asset>
  faults: { current: Faults }
}

/** Everything that the provider answers to browsers and applications, and to probes under `/healthz`. */
export function createListener(parts: ListenerParts): RequestListener {
  const { settings, assets, faults, provider } = parts
  const answerProtocol = provider.callback()
  const { host } = new URL(settings.issuer)
  const [client] = settings.clients
  const firstPage = { href: client?.url ?? '/', label: `Go to ${client?.name ?? 'the first page'}` }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0] ?? '/'
    if (path === '/healthz') return void response.writeHead(200).end('ok\n')
    if (faults.current.isUnavailable) return void response.writeHead(503).end('unavailable\n')
    // The library makes its addresses from this header. The ingress has taken the port out of it, and what else stands
    // there is the sender's choice; the provider has one name.
    request.headers.host = host
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('referrer-policy', 'same-origin')
    const asset = assets.get(path)
    if (asset) return sendAsset(response, asset)
    if (path.startsWith(`${SIGN_IN_PATH}/`)) return handleSignIn(request, response, parts)
    if (path === '/') {
      const text = 'Sign in from the portal; there is nothing else here.'
      return sendPage(response, 200, buildMessagePage({ title: 'The demo’s accounts', text, link: firstPage }))
    }
    return answerProtocol(request, response)
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const isForbidden = error instanceof AppError && error.code === 'FORBIDDEN'
      log('request.failed', { method: request.method, error: describeError(error) })
      if (response.headersSent) return void response.destroy()
      const text = isForbidden
        ? error.userMessage
        : 'Sign in once more; if it happens again, look at the log of this pod.'
      const page = buildMessagePage({ title: 'This did not work', text, link: firstPage })
      sendPage(response, isForbidden ? 403 : 500, page)
    })
  }
}

function sendAsset(response: ServerResponse, { type, content }: Asset): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'public, max-age=300' }).end(content)
}
