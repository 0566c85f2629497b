import type { AccessClaims } from '#lib/files/protocol/tokens.ts'
import { FileError } from './file-error.ts'

interface OpenStream {
  claims: AccessClaims | null
  controller: AbortController
}

/** Every request that is being answered, so that each can be ended when the right to it ends. */
export class OpenStreams {
  readonly #open = new Set<OpenStream>()
  #idleSince = Date.now()

  get size(): number {
    return this.#open.size
  }

  /** Null while a person has something open. What carries no person's right (a word of the portal, a stale tab) is no use. */
  idleMs(): number | null {
    for (const { claims } of this.#open) if (claims !== null) return null
    return Date.now() - this.#idleSince
  }

  add(stream: OpenStream): void {
    this.#open.add(stream)
  }

  remove(stream: OpenStream): void {
    if (this.#open.delete(stream) && stream.claims !== null) this.#idleSince = Date.now()
  }

  /** Ends those whose claims are void now. That a token has expired meanwhile is no reason: what runs may finish. */
  endWhere(isVoid: (claims: AccessClaims) => boolean): number {
    let ended = 0
    for (const { claims, controller } of this.#open) {
      if (claims === null || !isVoid(claims)) continue
      controller.abort(new FileError('UNAUTHENTICATED'))
      ended += 1
    }
    return ended
  }

  endAll(): void {
    for (const { controller } of this.#open) controller.abort(new FileError('STOPPING'))
  }
}
