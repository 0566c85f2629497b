/** Every address of a file server, below its base address (`https://files.example.org/moorage-files-…`). */
export const fileRoutes = {
  /** GET: 200 once it serves; needs no token. */
  ready: () => '/ready',
  /** POST, a control token as text/plain. */
  control: () => '/control',
  /** GET: the document that describes all of this. */
  openApi: () => '/v1/openapi.json',
  list: () => '/v1/list',
  stat: () => '/v1/stat',
  usage: () => '/v1/usage',
  mkdir: () => '/v1/mkdir',
  /** POST: an empty file, never over another one. */
  createFile: () => '/v1/files',
  move: () => '/v1/move',
  copy: () => '/v1/copy',
  delete: () => '/v1/delete',
  trash: () => '/v1/trash',
  restore: () => '/v1/trash/restore',
  emptyTrash: () => '/v1/trash/empty',
  search: () => '/v1/search',
  sizes: () => '/v1/sizes',
  estimate: () => '/v1/estimate',
  extract: () => '/v1/extract',
  /** GET and HEAD with Range; PUT with If-Match (or If-None-Match: *) replaces a text of up to 10 MiB. */
  content: () => '/v1/content',
  /** Server-sent events; read by fetch, because EventSource sends no Authorization. */
  events: () => '/v1/events',
  /** tus 1.0. */
  uploads: () => '/v1/uploads',
  upload: (id: string) => `/v1/uploads/${encodeURIComponent(id)}`,
  /** GET and HEAD; the last part of the address is the name to save it under. */
  link: (token: string, name: string) => `/v1/links/${token}/${name}`,
  /** POST, application/x-www-form-urlencoded with `token` and `paths` (JSON): a zip, streamed. */
  zip: () => '/v1/zip',
} as const

/** In the answer to the last PATCH and to HEAD of a finished upload: hex of the whole, and where it is. */
export const UPLOAD_SHA256_HEADER = 'moorage-sha256'
export const UPLOAD_PATH_HEADER = 'moorage-path'
/** Of HEAD and PATCH: another rule than the upload began with, once something has come to stand in its place (NAME_TAKEN). */
export const UPLOAD_CLASH_HEADER = 'moorage-clash'
