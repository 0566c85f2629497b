import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'

/** Found nowhere but in its Secret, so that a search for it finds each leak. */
export const HIDDEN = `not-for-anybody-${randomBytes(3).toString('hex')}`

/** A service with everything around it, one of its variables secret. */
export const WEB_WITH_SECRET = {
  environment: [
    { source: 'value', name: 'TOKEN', value: HIDDEN, isSecret: true },
    { source: 'value', name: 'GREETING', value: 'hello' },
  ],
  files: [{ name: 'a.txt', text: 'a' }],
  ports: [{ name: 'http', port: 8080 }],
  web: { port: 8080 },
  probe: { check: 'none' },
}

export function expectSecretsHidden(value: unknown): void {
  const text = JSON.stringify(value)
  for (const secret of [HIDDEN, Buffer.from(HIDDEN).toString('base64')]) expect(text).not.toContain(secret)
}
