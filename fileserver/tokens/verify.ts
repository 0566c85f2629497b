import { compactVerify, importJWK, type CryptoKey } from 'jose'
import type { z } from 'zod'
import type { PublicKeys } from '#lib/files/protocol/tokens.ts'
import { FileError } from '../file-error.ts'

/** Clocks of two machines differ a little. */
export const SKEW_SECONDS = 5

const TOKEN_MAX = 8192

export interface Verified<T> {
  claims: T
  kid: string
}

/** The public keys of the portal, by their id. */
export class KeyRing {
  #keys = new Map<string, Promise<CryptoKey | Uint8Array>>()

  constructor(keys: PublicKeys) {
    this.replace(keys)
  }

  replace(keys: PublicKeys): void {
    this.#keys = new Map(keys.map((key) => [key.kid, importJWK({ ...key, alg: 'EdDSA' }, 'EdDSA')]))
    // One that cannot be read fails when it is asked for.
    for (const key of this.#keys.values()) key.catch(() => {})
  }

  has(kid: string): boolean {
    return this.#keys.has(kid)
  }

  /** Checks the signature and the kind of a token, and nothing of what it says; throws UNAUTHENTICATED. */
  async verify<T extends z.ZodType>(token: string, typ: string, schema: T): Promise<Verified<z.output<T>>> {
    if (token.length > TOKEN_MAX) throw new FileError('UNAUTHENTICATED')
    try {
      let kid = ''
      const { payload } = await compactVerify(
        token,
        async (header) => {
          if (header.typ !== typ || header.crit !== undefined) throw new FileError('UNAUTHENTICATED')
          kid = header.kid ?? ''
          const key = await this.#keys.get(kid)
          if (!key) throw new FileError('UNAUTHENTICATED')
          return key
        },
        { algorithms: ['EdDSA'] },
      )
      return { claims: schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))), kid }
    } catch (error) {
      throw new FileError('UNAUTHENTICATED', { cause: error })
    }
  }
}
