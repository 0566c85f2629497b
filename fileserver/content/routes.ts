import { entrySchema } from '#lib/files/protocol/entries.ts'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { itemQuerySchema } from '#lib/files/protocol/requests.ts'
import type { Route, RouteAnswer } from '../route.ts'
import { getContent, getLink } from './get-content.ts'
import { putContent } from './put-content.ts'

const READING = ['range', 'if-range', 'if-match', 'if-none-match']
const whole: RouteAnswer = { status: 200, type: '*/*', description: 'The whole.' }
const part: RouteAnswer = { status: 206, type: '*/*', description: 'What the Range header asks for.' }
const known: RouteAnswer = { status: 304, type: null, description: 'As If-None-Match says.' }
// Range means something for GET alone: https://www.rfc-editor.org/rfc/rfc9110#name-range
const bytes = { GET: [whole, part, known], HEAD: [whole, known] }

/** The bytes of files. */
export const contentRoutes: readonly Route[] = [
  ...(['GET', 'HEAD'] as const).map((method): Route => ({
    method,
    path: fileRoutes.content(),
    need: 'reader',
    summary: 'The bytes of a file.',
    query: itemQuerySchema,
    requestHeaders: READING,
    handler: getContent,
    answers: bytes[method],
  })),
  {
    method: 'PUT',
    path: fileRoutes.content(),
    need: 'writer',
    summary: 'Saves a file of up to 10 MiB, if it is still what If-Match says, or new with If-None-Match: *.',
    query: itemQuerySchema,
    requestHeaders: ['if-match', 'if-none-match'],
    bodyType: 'application/octet-stream',
    handler: putContent,
    answers: [
      { status: 200, type: 'application/json', schema: entrySchema, description: 'As it is now.' },
      { status: 201, type: 'application/json', schema: entrySchema, description: 'It was not there before.' },
    ],
  },
  ...(['GET', 'HEAD'] as const).map((method): Route => ({
    method,
    path: fileRoutes.link(':token', ':name'),
    need: 'own',
    summary: 'The bytes of the file a link is made for; `name` is what it is saved as.',
    requestHeaders: READING,
    handler: getLink,
    answers: bytes[method],
  })),
]
