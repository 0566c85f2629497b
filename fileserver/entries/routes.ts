import type { z } from 'zod'
import { estimateAnswerSchema, trashListSchema } from '#lib/files/protocol/answers.ts'
import { entrySchema, listingSchema, listQuerySchema, usageSchema } from '#lib/files/protocol/entries.ts'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import * as requests from '#lib/files/protocol/requests.ts'
import type { Route, RouteAnswer } from '../route.ts'
import { watchChanges } from '../events/watch-changes.ts'
import { estimate } from '../search/estimate.ts'
import { search } from '../search/search.ts'
import { sizes } from '../search/sizes.ts'
import { remove } from '../trash/delete.ts'
import { emptyTrash } from '../trash/empty.ts'
import { listTrash } from '../trash/list.ts'
import { restore } from '../trash/restore.ts'
import { createFile, list, mkdir, stat, usage } from './basics.ts'
import { copy } from './copy.ts'
import { move } from './move.ts'

const entry: RouteAnswer = { status: 200, type: 'application/json', schema: entrySchema, description: 'As it is now.' }
const created: RouteAnswer = { ...entry, status: 201, description: 'As it is now.' }
const progress: RouteAnswer = {
  status: 200,
  type: 'application/x-ndjson',
  schema: requests.progressLineSchema,
  description: 'One line for each thing that was done or failed, as it happens; the last is of the type "done".',
}

function json(schema: z.ZodType, description: string): RouteAnswer {
  return { status: 200, type: 'application/json', schema, description }
}

function lines(schema: z.ZodType, description: string): RouteAnswer {
  return { status: 200, type: 'application/x-ndjson', schema, description }
}

/** What is on the volume, and what can be done with it. */
export const entryRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: fileRoutes.list(),
    need: 'reader',
    summary: 'A page of a folder.',
    query: listQuerySchema,
    handler: list,
    answers: [json(listingSchema, 'Folders first.')],
  },
  {
    method: 'GET',
    path: fileRoutes.stat(),
    need: 'reader',
    summary: 'One entry; "" is the top of the volume.',
    query: requests.pathQuerySchema,
    handler: stat,
    answers: [entry],
  },
  {
    method: 'GET',
    path: fileRoutes.usage(),
    need: 'reader',
    summary: 'How much of the volume is used.',
    handler: usage,
    answers: [json(usageSchema, 'As df counts.')],
  },
  {
    method: 'POST',
    path: fileRoutes.mkdir(),
    need: 'writer',
    summary: 'Makes a folder.',
    body: requests.mkdirSchema,
    handler: mkdir,
    answers: [created, { ...entry, description: 'With `withParents`: it was there.' }],
  },
  {
    method: 'POST',
    path: fileRoutes.createFile(),
    need: 'writer',
    summary: 'Makes an empty file.',
    body: requests.createFileSchema,
    handler: createFile,
    answers: [created],
  },
  {
    method: 'POST',
    path: fileRoutes.move(),
    need: 'writer',
    summary: 'Moves or renames. What is replaced goes to the trash.',
    body: requests.transferSchema,
    handler: move,
    answers: [progress],
  },
  {
    method: 'POST',
    path: fileRoutes.copy(),
    need: 'writer',
    summary: 'Copies, folders with all that is in them; links as links. What is replaced goes to the trash.',
    body: requests.transferSchema,
    handler: copy,
    answers: [progress],
  },
  {
    method: 'POST',
    path: fileRoutes.delete(),
    need: 'writer',
    summary: 'Moves to the trash, or deletes for good.',
    body: requests.deleteSchema,
    handler: remove,
    answers: [progress],
  },
  {
    method: 'GET',
    path: fileRoutes.trash(),
    need: 'reader',
    summary: 'What is in the trash, newest first.',
    handler: listTrash,
    answers: [json(trashListSchema, 'At most 10 000.')],
  },
  {
    method: 'POST',
    path: fileRoutes.restore(),
    need: 'writer',
    summary: 'Puts things back where they were.',
    body: requests.restoreSchema,
    handler: restore,
    answers: [progress],
  },
  {
    method: 'POST',
    path: fileRoutes.emptyTrash(),
    need: 'writer',
    summary: 'Deletes from the trash for good; works on a full disk.',
    body: requests.emptyTrashSchema,
    handler: emptyTrash,
    answers: [progress],
  },
  {
    method: 'GET',
    path: fileRoutes.search(),
    need: 'reader',
    summary: 'What has a text in its name, in a folder and below; at most 10 000.',
    query: requests.searchQuerySchema,
    handler: search,
    answers: [lines(requests.searchLineSchema, 'One line for each.')],
  },
  {
    method: 'GET',
    path: fileRoutes.sizes(),
    need: 'reader',
    summary: 'How large what is in a folder is, and which are the largest files below. Ends with the folder itself.',
    query: requests.pathQuerySchema,
    handler: sizes,
    answers: [lines(requests.sizeLineSchema, 'A folder comes again as it is counted, until it is final.')],
  },
  {
    method: 'POST',
    path: fileRoutes.estimate(),
    need: 'reader',
    summary: 'How much a zip of these would hold.',
    body: requests.estimateSchema,
    handler: estimate,
    answers: [json(estimateAnswerSchema, 'Without compression.')],
  },
  {
    method: 'GET',
    path: fileRoutes.events(),
    need: 'reader',
    summary: 'What changes in some folders. Ends when the token does.',
    query: requests.eventsQuerySchema,
    handler: watchChanges,
    answers: [
      {
        status: 200,
        type: 'text/event-stream',
        schema: requests.changeEventSchema,
        description: 'Events named "change".',
      },
    ],
  },
]
