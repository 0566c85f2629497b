import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** "/spaces/[kind]/[name]/storage" for an address; never a part of the address itself. */
export type FindRoutePattern = (pathname: string) => string

const routeSchema = z.object({ page: z.string(), regex: z.string() })
const manifestSchema = z.object({ staticRoutes: z.array(routeSchema), dynamicRoutes: z.array(routeSchema) })

const OTHER = 'other'

/** Follows the list of routes that `next build` writes; without one (in development) every page is "other". */
export function loadRoutePatterns(dir = process.cwd()): FindRoutePattern {
  try {
    return buildRoutePatterns(JSON.parse(readFileSync(path.join(dir, '.next/routes-manifest.json'), 'utf8')))
  } catch {
    // Metrics without patterns are better than a portal that does not start.
    return toBuiltIn
  }
}

export function buildRoutePatterns(manifest: unknown): FindRoutePattern {
  const { staticRoutes, dynamicRoutes } = manifestSchema.parse(manifest)
  const matchers = [...staticRoutes, ...dynamicRoutes].map(({ page, regex }) => ({ page, regex: new RegExp(regex) }))
  return (pathname) => {
    const builtIn = toBuiltIn(pathname)
    return builtIn === OTHER ? (matchers.find(({ regex }) => regex.test(pathname))?.page ?? OTHER) : builtIn
  }
}

function toBuiltIn(pathname: string): string {
  return pathname.startsWith('/_next/') ? '/_next' : OTHER
}
