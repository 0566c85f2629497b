import { createHash } from 'node:crypto'

/** Who somebody is, as the identity provider says it; compared exactly, both parts. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
}

export const IDENTITY_LABEL = 'moorage.dev/identity'

/** A value that fits a label and finds an identity; it proves nothing, both parts are compared afterwards. */
export function hashIdentity({ issuer, subject }: Identity): string {
  return createHash('sha256').update(`${issuer}\0${subject}`).digest('hex').slice(0, 40)
}

export function isSameIdentity(a: Identity, b: Identity): boolean {
  return a.issuer === b.issuer && a.subject === b.subject
}
