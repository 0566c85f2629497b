import { randomBytes } from 'node:crypto'
import { NextResponse } from 'next/server'
import type { NextRequest } from 'next/server'
import { getEnv } from '#lib/env.ts'
import { NONCE_HEADER } from '#lib/http/nonce.ts'
import { hasOwnHost } from '#lib/http/origin.ts'
import { getRequestId } from '#lib/http/request-scope.ts'
import { buildContentSecurityPolicy, buildSecurityHeaders } from '#lib/http/security-headers.ts'
import { routes } from '#lib/routes.ts'

/** Asked for by the address of a pod, so under any name; they say nothing about anybody. */
const PROBES: readonly string[] = [routes.api.health(), routes.api.ready()]

const CSP_HEADER = 'content-security-policy'
const MISDIRECTED = 421

/** Headers, and nothing but headers: who may do what is decided where it is done. */
export function proxy(request: NextRequest): NextResponse {
  const { portalUrl, filesUrl, appsDomain, oidc } = getEnv()
  const nonce = randomBytes(16).toString('base64')
  const policy = buildContentSecurityPolicy(nonce, {
    portalUrl,
    filesUrl,
    appsDomain,
    issuer: oidc.issuer,
    isDevelopment: process.env.NODE_ENV === 'development',
  })
  const response = isForUs(request, portalUrl) ? passOn(request, { nonce, policy, portalUrl }) : refuse(portalUrl)
  response.headers.set(CSP_HEADER, policy)
  response.headers.set('x-request-id', getRequestId())
  for (const [name, value] of Object.entries(buildSecurityHeaders(portalUrl))) response.headers.set(name, value)
  return response
}

function isForUs(request: NextRequest, portalUrl: string): boolean {
  return hasOwnHost(request.headers, portalUrl) || PROBES.includes(request.nextUrl.pathname)
}

function passOn(request: NextRequest, options: { nonce: string; policy: string; portalUrl: string }): NextResponse {
  const { nonce, policy, portalUrl } = options
  const headers = new Headers(request.headers)
  headers.set(NONCE_HEADER, nonce)
  // Next.js takes the nonce for its own scripts from here.
  headers.set(CSP_HEADER, policy)
  // The portal knows its own address; what came with the request is anybody's to write. Next.js and next-auth read
  // these, and find the truth.
  const { host, protocol } = new URL(portalUrl)
  headers.set('x-forwarded-host', host)
  headers.set('x-forwarded-proto', protocol.slice(0, -1))
  for (const name of ['x-forwarded-port', 'forwarded', 'x-request-id']) headers.delete(name)
  return NextResponse.next({ request: { headers } })
}

function refuse(portalUrl: string): NextResponse {
  const text = `This is the portal at ${portalUrl}; the request was for another address.\n`
  return new NextResponse(text, { status: MISDIRECTED, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

// Built files are the same for everybody and hold nothing; event streams stay open for long, and what passes here is kept
// as long (about 10 KiB each). Headers of both are set where requests begin, and defineRoute looks at the Host too.
export const config = { matcher: '/((?!_next/static/|api/events$).*)' }
