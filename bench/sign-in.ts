import { routes } from '#lib/routes.ts'
import { createVisitor, type Visitor } from './visitor.ts'

interface Credentials {
  username: string
  password: string
}

/** Somebody whose password the provider has accepted, and who has not gone on. */
export interface StartedSignIn {
  visitor: Visitor
  portalUrl: string
  address: string
}

const STEPS_MAX = 10
const PROBLEM = /[?&]problem=([^&]+)/

/** Goes to the provider and types name and password. */
export async function startSignIn(portalUrl: string, { username, password }: Credentials): Promise<StartedSignIn> {
  const visitor = createVisitor()
  const page = await follow(visitor, { address: `${portalUrl}${routes.api.startSignIn()}`, isEnd: () => false })
  const { location, status } = await visitor.open(page, { username, password })
  if (location === null) throw new Error(`The provider answered ${status} to the name and password of ${username}.`)
  return { visitor, portalUrl, address: location }
}

/** Goes on to where the provider sends the browser back to the portal, and stops before it; good for a minute. */
export function fetchCallback({ visitor, portalUrl, address }: StartedSignIn): Promise<string> {
  const begin = `${portalUrl}/api/auth/callback/`
  return follow(visitor, { address, isEnd: (reached) => reached.startsWith(begin) })
}

/** Opens the callback; resolves with the milliseconds until its redirect, and throws when it leads to a problem. */
export async function finishSignIn(visitor: Visitor, callback: string): Promise<number> {
  const { status, location, headMs } = await visitor.open(callback)
  const problem = PROBLEM.exec(location ?? '')?.[1]
  if (location === null || problem) throw new Error(`A sign-in failed: ${problem ?? `status ${status}`}.`)
  return headMs
}

/** Follows redirects until an address that is the end, or a page; returns its address. */
async function follow(
  visitor: Visitor,
  { address, isEnd }: { address: string; isEnd: (address: string) => boolean },
): Promise<string> {
  let reached = address
  for (let step = 0; step < STEPS_MAX; step += 1) {
    if (isEnd(reached)) return reached
    const { location, status } = await visitor.open(reached)
    if (location === null && status === 200) return reached
    if (location === null) throw new Error(`${new URL(reached).origin} answered ${status} during a sign-in.`)
    const problem = PROBLEM.exec(location)?.[1]
    if (problem) throw new Error(`A sign-in could not begin: ${problem}.`)
    reached = location
  }
  throw new Error('A sign-in leads round in a circle.')
}
