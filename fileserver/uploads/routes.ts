import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { unfinishedUploadsSchema } from '#lib/files/protocol/uploads.ts'
import type { Route, RouteAnswer } from '../route.ts'
import { appendToUpload, createUpload, deleteUpload, describeTus, listUploads, showUpload } from './handlers.ts'
import { UPLOAD_CONTENT_TYPE } from './tus-headers.ts'

const ONE_UPLOAD = '/v1/uploads/:id'
const empty = (status: number, description: string): RouteAnswer => ({ status, type: null, description })

/** tus 1.0 (https://tus.io/protocols/resumable-upload) with what `describeTus` names. */
export const uploadRoutes: readonly Route[] = [
  {
    method: 'OPTIONS',
    path: fileRoutes.uploads(),
    need: 'nobody',
    summary: 'What this server knows of tus',
    handler: describeTus,
    answers: [empty(204, 'In the headers Tus-Version, Tus-Extension and Tus-Checksum-Algorithm')],
  },
  {
    method: 'POST',
    path: fileRoutes.uploads(),
    need: 'writer',
    summary: 'Begin an upload, or upload a whole file of up to 8 MiB',
    handler: createUpload,
    bodyType: UPLOAD_CONTENT_TYPE,
    requestHeaders: ['tus-resumable', 'upload-length', 'upload-metadata', 'upload-checksum'],
    answers: [
      empty(
        201,
        'Begun; Location is its address, Upload-Offset says what has come, Moorage-Path where it is when it is done',
      ),
    ],
  },
  {
    method: 'GET',
    path: fileRoutes.uploads(),
    need: 'writer',
    summary: 'The uploads of this person that are not done, newest first',
    handler: listUploads,
    answers: [{ status: 200, type: 'application/json', schema: unfinishedUploadsSchema, description: 'All of them' }],
  },
  {
    method: 'HEAD',
    path: ONE_UPLOAD,
    need: 'writer',
    summary: 'How far an upload is',
    handler: showUpload,
    requestHeaders: ['tus-resumable', 'moorage-clash'],
    answers: [empty(200, 'Upload-Offset says what has come; when all has, the file is in its place')],
  },
  {
    method: 'PATCH',
    path: ONE_UPLOAD,
    need: 'writer',
    summary: 'Go on with an upload',
    handler: appendToUpload,
    bodyType: UPLOAD_CONTENT_TYPE,
    requestHeaders: ['tus-resumable', 'upload-offset', 'upload-checksum', 'moorage-clash'],
    answers: [empty(204, 'Upload-Offset says what has come; when all has, the file is in its place')],
  },
  {
    method: 'DELETE',
    path: ONE_UPLOAD,
    need: 'writer',
    summary: 'Give an upload up',
    handler: deleteUpload,
    requestHeaders: ['tus-resumable'],
    answers: [empty(204, 'Gone')],
  },
]
