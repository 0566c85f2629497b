import { z } from 'zod'
import { FILE_PROBLEMS, fileProblemSchema } from '#lib/files/protocol/problems.ts'
import type { Route, RouteAnswer } from './route.ts'

type Json = Record<string, unknown>

/** The document that describes every route, made of the same schemas that check what comes in. */
export function buildOpenApi(routes: readonly Route[], basePath: string): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: toOperation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Moorage file server', version: '1' },
    servers: [{ url: basePath }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: toJsonSchema(fileProblemSchema, 'output') },
    },
  }
}

function toOperation(route: Route): Json {
  const hasToken = route.need === 'reader' || route.need === 'writer'
  const type = route.bodyType ?? 'application/json'
  const hasBody = route.body !== undefined || route.bodyType !== undefined
  return {
    summary: route.summary,
    security: hasToken ? [{ token: [] }] : [],
    ...(route.need === 'writer' ? { 'x-mode': 'rw' } : {}),
    parameters: toParameters(route),
    ...(hasBody
      ? {
          requestBody: {
            required: true,
            content: { [type]: route.body ? { schema: toJsonSchema(route.body, 'input') } : {} },
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(route.answers.map((answer) => [String(answer.status), toResponse(answer)])),
      default: {
        description: `A problem: ${Object.keys(FILE_PROBLEMS).join(', ')}.`,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function toParameters(route: Route): Json[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const query = route.query ? toJsonSchema(route.query, 'input') : {}
  const properties = (query.properties ?? {}) as Record<string, Json>
  const required = new Set((query.required ?? []) as string[])
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema,
  }))
  const inHeader = (route.requestHeaders ?? []).map((name) => ({
    name,
    in: 'header',
    required: false,
    schema: { type: 'string' },
  }))
  return [...inPath, ...inQuery, ...inHeader]
}

function toResponse(answer: RouteAnswer): Json {
  const content =
    answer.type === null
      ? undefined
      : { [answer.type]: answer.schema ? { schema: toJsonSchema(answer.schema, 'output') } : {} }
  return { description: answer.description, ...(content ? { content } : {}) }
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const described: Json = { ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }) }
  // The document names its dialect once for all.
  delete described.$schema
  return described
}
