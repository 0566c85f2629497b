import { createHmac, timingSafeEqual } from 'node:crypto'
import { deriveGatewayKey } from '#lib/workloads/objects-tickets.ts'
import type { AppsSettings } from './settings.ts'

const PATH = /^\/attach\/([A-Za-z0-9_-]{1,400})\.([A-Za-z0-9_-]{43})\/([0-9a-f-]{36})$/

export interface AttachAddress {
  session: string
  /** Where the replica listens that has it: host and port. */
  address: string
  isHere: boolean
}

/** Paths that lead back to a replica. They are signed: the address in one is dialled. */
export class ReplicaPaths {
  private readonly key: Uint8Array
  private readonly own: AppsSettings['replica']

  constructor({ secret, replica }: Pick<AppsSettings, 'secret' | 'replica'>) {
    this.key = deriveGatewayKey(secret, 'replicas')
    this.own = replica
  }

  /** For a session of this replica. */
  build(session: string): string {
    const text = Buffer.from(JSON.stringify(this.own)).toString('base64url')
    return `/attach/${text}.${this.sign(text)}/${session}`
  }

  /** Null for every path that no replica made. */
  parse(path: string): AttachAddress | null {
    const [, text, signature, session] = PATH.exec(path) ?? []
    if (!text || !signature || !session || !isSame(signature, this.sign(text))) return null
    const { name, address } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as AppsSettings['replica']
    return { session, address, isHere: name === this.own.name && address === this.own.address }
  }

  private sign(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('base64url')
  }
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
