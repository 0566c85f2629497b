/**
 * `asks`: the name is taken and nobody has said yet what to do. `needs-file`: begun before a reload; the browser does not
 * give the file again by itself.
 */
export const UPLOAD_STATES = [
  'waiting',
  'sending',
  'paused',
  'asks',
  'needs-file',
  'done',
  'skipped',
  'failed',
] as const
export type UploadState = (typeof UPLOAD_STATES)[number]

export interface UploadFailure {
  /** Of `FILE_PROBLEMS`, or one of those that only a browser knows; its sentence is found by it. */
  code: string
  /** The file server's own words, and the request's number. */
  raw: string | null
  requestId: string | null
}

/** One file or folder on its way. */
export interface UploadItem {
  readonly id: string
  readonly batchId: string
  readonly kind: 'file' | 'folder'
  /** Where it is to be, as a path of the wire. */
  readonly path: string
  readonly names: readonly string[]
  readonly sizeBytes: number
  /** Milliseconds since 1970; null for folders. */
  readonly changedAtMs: number | null
  readonly state: UploadState
  readonly sentBytes: number
  readonly failure: UploadFailure | null
  /** The file server's name for an upload that has begun. */
  readonly uploadId: string | null
  /** How often it failed in a row in a way that may pass. */
  readonly attempts: number
  /** Hex, of the whole, as the file server computed it from what it wrote. */
  readonly sha256: string | null
  /** Null: it came in parts, each of which was compared. */
  readonly isWholeCompared: boolean | null
  /** Where it is now, when that is another place than was asked for. */
  readonly placedAt: string | null
  /** The same file lay there before: nothing was sent. */
  readonly wasThere: boolean
}

export type NewUpload = Pick<UploadItem, 'batchId' | 'kind' | 'path' | 'names' | 'sizeBytes' | 'changedAtMs'>

export function createUploadItem(id: string, upload: NewUpload): UploadItem {
  return {
    ...upload,
    id,
    state: 'waiting',
    sentBytes: 0,
    failure: null,
    uploadId: null,
    attempts: 0,
    sha256: null,
    isWholeCompared: null,
    placedAt: null,
    wasThere: false,
  }
}

export function isOver({ state }: UploadItem): boolean {
  return state === 'done' || state === 'skipped' || state === 'failed'
}

/** Whether closing the page would stop it, or make somebody choose the file again. */
export function isUnderWay({ state }: UploadItem): boolean {
  return state === 'waiting' || state === 'sending' || state === 'asks' || state === 'paused'
}
