import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { importJWK } from 'jose'
import type { CryptoKey } from 'jose'
import { z } from 'zod'
import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import type { PublicKeys } from './protocol/tokens.ts'

export interface SigningKey {
  kid: string
  key: CryptoKey | Uint8Array
}

export interface FileKeys {
  publicKeys: PublicKeys
  /** The first of the file. */
  current: SigningKey
  /** The last: what it signed is believed by servers that have not heard of the newest key. */
  oldest: SigningKey
}

const keySchema = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() })
const fileSchema = z.object({ keys: z.array(keySchema).min(1).max(2) })

/** Kubernetes takes up to a minute to bring a changed Secret into the pod anyway. */
const REREAD_MS = 2000

interface KeysState {
  text: string
  keys: FileKeys | null
  readAt: number
  listeners: Set<(keys: FileKeys) => void>
}

// Next.js may load this file more than once per process.
const shared = globalThis as typeof globalThis & { moorageFileKeys?: KeysState }
shared.moorageFileKeys ??= { text: '', keys: null, readAt: -Infinity, listeners: new Set() }
const state = shared.moorageFileKeys

/** Told when the file holds other keys than before. */
export function onNewKeys(listener: (keys: FileKeys) => void): void {
  state.listeners.add(listener)
}

/** The keys that tokens are signed with; throws NOT_READY when there are none that can be used. */
export async function getFileKeys(): Promise<FileKeys> {
  if (state.keys && performance.now() - state.readAt < REREAD_MS) return state.keys
  const { keysFile } = getEnv().files
  try {
    const text = await readFile(keysFile ?? '', 'utf8')
    if (text !== state.text || !state.keys) await takeOver(text)
  } catch (cause) {
    log.error({ error: cause }, 'The keys for tokens of file servers cannot be read')
  }
  state.readAt = performance.now()
  if (state.keys) return state.keys
  throw new AppError('NOT_READY', 'Files cannot be opened here: the keys for file servers are missing.', {
    messageKey: 'files.notSetUp',
  })
}

async function takeOver(text: string): Promise<void> {
  const { keys } = fileSchema.parse(JSON.parse(text))
  const signing = await Promise.all(
    keys.map(async (jwk) => ({ kid: toKeyId(jwk.x), key: await importJWK({ ...jwk, alg: 'EdDSA' }, 'EdDSA') })),
  )
  const publicKeys = keys.map(({ kty, crv, x }) => ({ kty, crv, x, kid: toKeyId(x) }))
  const [current] = signing
  const oldest = signing.at(-1)
  if (!current || !oldest) return
  const isFirst = state.keys === null
  state.keys = { publicKeys, current, oldest }
  state.text = text
  if (!isFirst) for (const listener of state.listeners) listener(state.keys)
}

function toKeyId(x: string): string {
  return createHash('sha256').update(x).digest('base64url').slice(0, 16)
}
