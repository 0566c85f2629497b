import { createLocalJWKSet, jwtVerify } from 'jose'
import type { z } from 'zod'
import type { KubeClient } from '#lib/kube/client.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { createObject } from '#lib/kube/verbs.ts'
import { TICKET_LABEL, TICKET_LEASE_PREFIX, TICKET_SECONDS } from '#lib/workloads/schema-tickets.ts'
import type { AppsSettings } from './settings.ts'

const TOLERANCE_SECONDS = 5

export interface TicketKind<Schema extends z.ZodType> {
  typ: string
  audience: string
  schema: Schema
}

/** Reads the portal's tickets, and sees to it that each counts once. */
export class Tickets {
  private readonly client: KubeClient
  private readonly namespace: string
  private readonly keys: ReturnType<typeof createLocalJWKSet>

  constructor(client: KubeClient, { namespace, ticketKeys }: Pick<AppsSettings, 'namespace' | 'ticketKeys'>) {
    this.client = client
    this.namespace = namespace
    this.keys = createLocalJWKSet({ keys: ticketKeys })
  }

  /** Null for what the portal did not sign for this use and audience, or is older than a minute. */
  async read<Schema extends z.ZodType>(text: string, kind: TicketKind<Schema>): Promise<z.output<Schema> | null> {
    try {
      const { payload } = await jwtVerify(text, this.keys, {
        algorithms: ['EdDSA'],
        typ: kind.typ,
        audience: kind.audience,
        clockTolerance: TOLERANCE_SECONDS,
        maxTokenAge: TICKET_SECONDS,
        requiredClaims: ['exp', 'iat', 'jti'],
      })
      return kind.schema.parse(payload)
    } catch {
      return null
    }
  }

  /** False when it was used before, on whatever replica. Throws what `lib/kube` throws. */
  async useUp(id: string, kind: 'web' | 'terminal'): Promise<boolean> {
    const name = `${TICKET_LEASE_PREFIX}${id}`
    const labels = { 'app.kubernetes.io/managed-by': 'moorage', [TICKET_LABEL]: kind }
    const metadata = { name, namespace: this.namespace, labels }
    try {
      await createObject(this.client, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: {} })
      return true
    } catch (error) {
      if (getKubeCase(error) === 'already-exists') return false
      throw error
    }
  }
}
