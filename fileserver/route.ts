import type { z } from 'zod'
import type { Handler } from './call.ts'

/**
 * `reader` and `writer` need a token of this server, a writer also mode `rw`. With `own` the handler checks what it is
 * given itself (a link, a control token); `nobody` asks for nothing.
 */
export type RouteNeed = 'nobody' | 'own' | 'reader' | 'writer'

export interface RouteAnswer {
  status: number
  /** "application/json", "application/x-ndjson" (the schema is that of a line), "text/event-stream" …; null: no body. */
  type: string | null
  schema?: z.ZodType
  description: string
}

export interface Route {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** Below the base path, such as "/v1/uploads/:id". */
  path: string
  need: RouteNeed
  summary: string
  handler: Handler
  query?: z.ZodObject
  /** Of JSON; for other bodies `bodyType` names them. */
  body?: z.ZodType
  bodyType?: string
  requestHeaders?: readonly string[]
  answers: readonly RouteAnswer[]
  /** A form sent by the portal's page, whose referrer policy makes browsers say `Origin: null`; the token is in it. */
  isForm?: boolean
}
