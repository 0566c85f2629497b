import { RESUME_SECONDS, type AccessClaims, type Revocation } from '#lib/files/protocol/tokens.ts'

/** Until when the tokens of a session or of a person are void. What could be valid no more is forgotten. */
export class Revocations {
  readonly #sessions = new Map<string, number>()
  readonly #people = new Map<string, number>()

  add(revoked: readonly Revocation[], nowSeconds: number): void {
    for (const one of revoked) {
      if ('sid' in one) raise(this.#sessions, one.sid, one.before)
      else raise(this.#people, one.sub, one.before)
    }
    for (const known of [this.#sessions, this.#people]) {
      for (const [id, before] of known) if (before + RESUME_SECONDS + 60 < nowSeconds) known.delete(id)
    }
  }

  isRevoked(claims: AccessClaims): boolean {
    return claims.iat <= (this.#sessions.get(claims.sid) ?? -1) || claims.iat <= (this.#people.get(claims.sub) ?? -1)
  }
}

/** A later word never makes an earlier one weaker. */
function raise(known: Map<string, number>, id: string, before: number): void {
  known.set(id, Math.max(before, known.get(id) ?? before))
}
