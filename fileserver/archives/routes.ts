import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { extractSchema, progressLineSchema } from '#lib/files/protocol/requests.ts'
import type { Route } from '../route.ts'
import { extractArchive } from './extract.ts'
import { downloadZip } from './zip-handler.ts'

export const archiveRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: fileRoutes.zip(),
    need: 'own',
    isForm: true,
    summary: 'Download a selection as a zip',
    handler: downloadZip,
    bodyType: 'application/x-www-form-urlencoded',
    answers: [
      { status: 200, type: 'application/zip', description: 'Stored, with names in UTF-8, written while it is read' },
    ],
  },
  {
    method: 'POST',
    path: fileRoutes.extract(),
    need: 'writer',
    summary: 'Unpack a zip, tar or tar.gz',
    handler: extractArchive,
    body: extractSchema,
    answers: [
      {
        status: 200,
        type: 'application/x-ndjson',
        schema: progressLineSchema,
        description: 'One line for each thing that has its place or failed; the last is of the type "done".',
      },
    ],
  },
]
