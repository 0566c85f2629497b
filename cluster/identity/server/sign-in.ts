import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type Provider } from 'oidc-provider'
import { AppError } from '#lib/errors.ts'
import { log } from './log.ts'
import { buildMessagePage } from './message-pages.ts'
import { sendPage } from './page.ts'
import { isPasswordOf, type People } from './people.ts'
import { listFormOrigins, SIGN_IN_PATH } from './provider.ts'
import { readBody } from './request-body.ts'
import type { Settings } from './settings.ts'
import { buildSignInPage } from './sign-in-page.ts'

const FORM_LIMIT_BYTES = 8 * 1024

export interface SignInParts {
  provider: Provider
  people: People
  settings: Pick<Settings, 'issuer' | 'clients'>
}

/** Shows the sign-in page, and takes what was typed. */
export async function handleSignIn(
  request: IncomingMessage,
  response: ServerResponse,
  { provider, people, settings }: SignInParts,
): Promise<void> {
  const interaction = await provider.interactionDetails(request, response).catch((error: unknown) => {
    if (error instanceof errors.SessionNotFound) return null
    throw error
  })
  const [client] = settings.clients
  if (!interaction) {
    const link = { href: client?.url ?? '/', label: 'Start again' }
    const text = 'It was begun too long ago, or in another browser.'
    return sendPage(response, 400, buildMessagePage({ title: 'This sign-in has ended', text, link }))
  }
  const showForm = (status: number, typed: { username: string; hasFailed: boolean }) =>
    sendPage(
      response,
      status,
      buildSignInPage({
        ...typed,
        action: `${SIGN_IN_PATH}/${interaction.uid}`,
        applicationName: settings.clients.find(({ id }) => id === interaction.params.client_id)?.name ?? '',
        people: people.listShown(),
        formOrigins: listFormOrigins(settings.clients),
      }),
    )
  if (request.method !== 'POST') {
    const { login_hint: hint } = interaction.params
    return showForm(200, { username: typeof hint === 'string' ? hint : '', hasFailed: false })
  }
  if (request.headers.origin !== new URL(settings.issuer).origin) {
    throw new AppError('FORBIDDEN', 'This form was sent from another site.')
  }
  const form = new URLSearchParams(await readBody(request, FORM_LIMIT_BYTES))
  const username = (form.get('username') ?? '').trim()
  const person = people.getByUsername(username)
  if (!person || !isPasswordOf(person, form.get('password') ?? '')) {
    log('sign-in.refused')
    return showForm(403, { username, hasFailed: true })
  }
  log('sign-in.accepted', { subject: person.subject })
  await provider.interactionFinished(request, response, { login: { accountId: person.subject, amr: ['pwd'] } })
}
