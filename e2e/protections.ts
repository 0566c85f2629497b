import { expect } from '@playwright/test'

/** What every answer bears, of whatever kind it is. */
export const PROTECTIONS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': expect.stringMatching(/^(no-referrer|same-origin|strict-origin)/),
  'permissions-policy': expect.stringContaining('camera=()'),
}

interface AnsweredPage {
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** A page: nothing runs in it but what bears the nonce of this very answer, and nothing frames it. */
export function expectProtected({ headers, body }: AnsweredPage, what: string): void {
  const policy = String(headers['content-security-policy'])
  const [, nonce] = /script-src[^;]*'nonce-([^']+)'/.exec(policy) ?? []
  const scripts = body.match(/<script\b[^>]*>/g) ?? []
  const strangers = scripts.filter((script) => !script.includes(`nonce="${nonce}"`))
  expect.soft(headers, what).toMatchObject(PROTECTIONS)
  expect.soft(headers['cache-control'], what).toContain('no-store')
  expect.soft(policy, what).toContain("frame-ancestors 'none'")
  expect.soft(policy, what).not.toMatch(/script-src[^;]*'unsafe-inline'/)
  expect.soft(scripts, what).not.toEqual([])
  expect.soft(strangers, what).toEqual([])
}
