import { forbidden, notFound, redirect, unstable_rethrow } from 'next/navigation'
import { cache } from 'react'
import type { Actor } from '#lib/auth/actor.ts'
import { getActor } from '#lib/auth/session.ts'
import { AppError } from '#lib/errors.ts'
import { routes } from '#lib/routes.ts'
import { toAppError } from './error-view.ts'
import { getLivePosition } from './live/live.ts'
import { formatPageProblem } from './page-problem.ts'
import { getRequestId } from './request-scope.ts'

export type SearchParams = Record<string, string | string[] | undefined>

/** The moment before anything of this page was read; its stream begins there, so that nothing falls between. */
export const getPagePosition: () => string = cache(() => getLivePosition())

interface PagePlace {
  /** The page's own address, to come back to after signing in. */
  path: string
  searchParams?: Promise<SearchParams>
}

/**
 * The one way to make a page for people who are signed in. Who is not goes to sign-in and comes back; what somebody may
 * not see becomes the page that says so.
 */
export function runPage<T>(place: PagePlace, run: (actor: Actor) => T | Promise<T>): Promise<T> {
  return runRendering(place, async () => {
    const actor = await getActor()
    return actor ? run(actor) : goToSignIn(place)
  })
}

/** For a layout, which does not know the page's address and leaves it to the page to ask for a session. */
export function runLayout<T>(run: (actor: Actor | null) => T | Promise<T>): Promise<T> {
  return runRendering({ path: routes.home() }, async () => run(await getActor()))
}

async function runRendering<T>(place: PagePlace, render: () => Promise<T>): Promise<T> {
  try {
    getPagePosition()
    return await render()
  } catch (thrown) {
    unstable_rethrow(thrown)
    const error = toAppError(thrown)
    if (error.code === 'UNAUTHENTICATED') return goToSignIn(place)
    if (error.code === 'NOT_FOUND') notFound()
    if (error.code === 'FORBIDDEN') forbidden()
    throw toPageError(error)
  }
}

async function goToSignIn({ path, searchParams }: PagePlace): Promise<never> {
  const entries = Object.entries((await searchParams) ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? '']).map((one) => [name, one]),
  )
  const query = new URLSearchParams(entries).toString()
  redirect(routes.signIn(query === '' ? path : `${path}?${query}`))
}

/** All that a browser learns of an error on the server is its digest; so that is what says which page to show. */
function toPageError(error: AppError): AppError {
  const { code, messageKey } = error
  // An AppError of its own: what was thrown may be shared between requests.
  const page = new AppError(code, error.userMessage, { cause: error.cause, details: error.details })
  return Object.assign(page, { digest: formatPageProblem({ code, messageKey, requestId: getRequestId() }) })
}
