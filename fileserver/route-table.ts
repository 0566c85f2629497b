import { z } from 'zod'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { sendJson } from './answer.ts'
import { archiveRoutes } from './archives/routes.ts'
import { contentRoutes } from './content/routes.ts'
import { entryRoutes } from './entries/routes.ts'
import { buildOpenApi } from './openapi.ts'
import type { Route } from './route.ts'
import { systemRoutes } from './system-routes.ts'
import { uploadRoutes } from './uploads/routes.ts'

const openApiRoute: Route = {
  method: 'GET',
  path: fileRoutes.openApi(),
  need: 'reader',
  summary: 'This document.',
  handler: async (call) => sendJson(call, buildOpenApi(routes, call.server.settings.basePath)),
  answers: [
    {
      status: 200,
      type: 'application/json',
      schema: z.looseObject({ openapi: z.string() }),
      description: 'OpenAPI 3.1.',
    },
  ],
}

/** Every address of the server; each area names its own. */
export const routes: readonly Route[] = [
  ...systemRoutes,
  openApiRoute,
  ...entryRoutes,
  ...contentRoutes,
  ...uploadRoutes,
  ...archiveRoutes,
]

interface Matcher {
  route: Route
  pattern: RegExp
}

export type Match =
  | { kind: 'found'; route: Route; parameters: Record<string, string> }
  | { kind: 'otherMethod'; methods: string[] }
  | { kind: 'none' }

/** Finds the route of a method and of a path below the base path. */
export function createRouteTable(all: readonly Route[] = routes): (method: string, path: string) => Match {
  const matchers = all.map((route): Matcher => ({ route, pattern: toPattern(route.path) }))
  return (method, path) => {
    const methods: string[] = []
    for (const { route, pattern } of matchers) {
      const match = pattern.exec(path)
      if (!match) continue
      if (route.method === method) return { kind: 'found', route, parameters: { ...match.groups } }
      methods.push(route.method)
    }
    return methods.length > 0 ? { kind: 'otherMethod', methods } : { kind: 'none' }
  }
}

function toPattern(path: string): RegExp {
  const parts = path
    .split('/')
    .map((part) => (part.startsWith(':') ? `(?<${part.slice(1)}>[^/]+)` : RegExp.escape(part)))
  return new RegExp(`^${parts.join('/')}$`)
}
