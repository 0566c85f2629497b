import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessClaims } from '#lib/files/protocol/tokens.ts'
import type { FileServer } from './context.ts'

/** One request and its answer. */
export interface Call {
  server: FileServer
  request: IncomingMessage
  response: ServerResponse
  url: URL
  /** The parts of the address that the route names (":id"), as they stand there. */
  parameters: Record<string, string>
  /**
   * Whose right it is. A handler that checks a link itself puts the link's claims here as soon as it knows them, so that
   * a revocation finds the stream.
   */
  claims: AccessClaims | null
  requestId: string
  /** Aborted when the client goes or the right ends. */
  signal: AbortSignal
}

export type Handler = (call: Call) => Promise<void>
