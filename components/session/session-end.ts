import { routes } from '#lib/routes.ts'
import { getCurrentSession } from './current-session.ts'

/**
 * After a call that was answered with 401, or a stream that ended because its right did: true when the session could be
 * renewed and the call is worth repeating. When it is over, the browser is on its way to the sign-in page, which leads
 * back here; when nobody answers, nothing happens.
 */
export async function recoverSession(): Promise<boolean> {
  const client = getCurrentSession()
  const result = client ? await client.renew() : 'over'
  if (result === 'over') goToSignIn()
  return result === 'alive'
}

let isLeaving = false

/** The page is left because nobody is signed in any more: asking whether to stay would help nobody. */
export function isOnWayToSignIn(): boolean {
  return isLeaving
}

function goToSignIn(): void {
  isLeaving = true
  // A browser may keep the page and show it again as it was.
  window.addEventListener('pageshow', () => (isLeaving = false), { once: true })
  const { pathname, search, hash } = window.location
  window.location.assign(routes.signIn(`${pathname}${search}${hash}`))
}

/** A form and not a call, because the browser itself has to go where the provider ends its session. */
export function signOut(): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = routes.api.signOut()
  document.body.append(form)
  form.submit()
}
