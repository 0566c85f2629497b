import { type DetailedError, type HttpResponse, Upload } from 'tus-js-client'
import {
  fileRoutes,
  UPLOAD_CLASH_HEADER,
  UPLOAD_PATH_HEADER,
  UPLOAD_SHA256_HEADER,
} from '#lib/files/protocol/file-routes.ts'
import { fileProblemSchema } from '#lib/files/protocol/problems.ts'
import type { ClashRule } from '#lib/files/protocol/requests.ts'
import { ONE_REQUEST_BYTES_MAX } from '#lib/files/protocol/uploads.ts'
import type { GetFileAddress } from '../file-client.ts'
import { FileProblemError, toFileErrorCode } from '../file-problem.ts'
import { TusStack } from './tus-stack.ts'

/** One PATCH. */
const PART_BYTES = ONE_REQUEST_BYTES_MAX

export interface SendFileOptions {
  file: Blob
  path: string
  clash: ClashRule
  changedAtMs: number | null
  /** Of an upload that has begun; it goes on from where the server says. */
  uploadId: string | null
  getAddress: GetFileAddress
  signal: AbortSignal
  onBegun: (uploadId: string) => void
  onSent: (sentBytes: number) => void
  /** The server has it, written and compared. */
  onAccepted: (sentBytes: number) => void
}

export interface SentFile {
  sha256: string | null
  placedAt: string | null
  /** Of the bytes as they were here; null when they went in parts. */
  ownSha256: string | null
}

/** One attempt. Rejects with FileProblemError, UnreadableFileError, or an AbortError when the signal came. */
export async function sendFile(options: SendFileOptions): Promise<SentFile> {
  const { file, getAddress, signal, uploadId } = options
  const { baseUrl } = await getAddress()
  signal.throwIfAborted()
  let ownSha256: string | null = null
  const stack = new TusStack({
    getAddress,
    onPart: ({ sizeBytes, sha256 }) => {
      if (sizeBytes === file.size) ownSha256 = sha256
    },
  })
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      // Without an endpoint, an upload that cannot be continued is told and not begun anew behind our back.
      ...(uploadId
        ? { uploadUrl: `${baseUrl}${fileRoutes.upload(uploadId)}` }
        : { endpoint: `${baseUrl}${fileRoutes.uploads()}` }),
      httpStack: stack,
      // What was said of a taken name since it began.
      headers: uploadId ? { [UPLOAD_CLASH_HEADER]: options.clash } : {},
      chunkSize: PART_BYTES,
      uploadDataDuringCreation: file.size <= PART_BYTES,
      storeFingerprintForResuming: false,
      // When to try again is decided for all uploads together.
      retryDelays: null,
      metadata: toMetadata(options),
      onUploadUrlAvailable: () => {
        const id = upload.url && getUploadId(upload.url)
        if (id) options.onBegun(id)
      },
      onProgress: (sentBytes) => options.onSent(sentBytes),
      onChunkComplete: (_sizeBytes, acceptedBytes) => options.onAccepted(acceptedBytes),
      onSuccess: ({ lastResponse }) =>
        resolve({
          sha256: lastResponse.getHeader(UPLOAD_SHA256_HEADER) ?? null,
          placedAt: lastResponse.getHeader(UPLOAD_PATH_HEADER) ?? null,
          ownSha256,
        }),
      onError: (error) => reject(toSendError(error, upload.url !== null)),
    })
    signal.addEventListener('abort', () => {
      void upload.abort()
      reject(new DOMException('The upload was stopped.', 'AbortError'))
    })
    upload.start()
  })
}

/** Tells the server to forget what was sent so far. An upload that nobody continues expires there anyway. */
export async function endUpload(getAddress: GetFileAddress, uploadId: string): Promise<void> {
  const { baseUrl, token } = await getAddress()
  await fetch(`${baseUrl}${fileRoutes.upload(uploadId)}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' },
    credentials: 'omit',
  })
}

function toMetadata({ path, clash, changedAtMs }: SendFileOptions): Record<string, string> {
  const metadata: Record<string, string> = { path, clash }
  if (changedAtMs !== null) metadata.changedAt = new Date(changedAtMs).toISOString()
  return metadata
}

function getUploadId(url: string): string | null {
  const name = new URL(url).pathname.split('/').at(-1)
  return name ? decodeURIComponent(name) : null
}

function toSendError(error: Error | DetailedError, hasBegun: boolean): Error {
  if (!('originalResponse' in error)) return error
  if (!error.originalResponse) return error.causingError ?? new FileProblemError('UNREACHABLE', { cause: error })
  const refusal = toRefusal(error.originalResponse)
  return hasBegun && refusal.code === 'NOT_FOUND' ? new FileProblemError('UPLOAD_GONE', { cause: refusal }) : refusal
}

/** As `toFileProblem`, for the answers of tus-js-client. HEAD has no body, so its status has to do. */
function toRefusal(response: HttpResponse): FileProblemError {
  const status = response.getStatus()
  const parsed = fileProblemSchema.safeParse(parseJson(response.getBody()))
  if (parsed.success) {
    const { code, path, raw, requestId } = parsed.data.error
    return new FileProblemError(toFileErrorCode(code), { status, path, raw, requestId })
  }
  return new FileProblemError(BY_STATUS[status] ?? (status >= 502 ? 'UNREACHABLE' : 'INTERNAL'), { status })
}

const BY_STATUS: Record<number, FileProblemError['code']> = {
  401: 'UNAUTHENTICATED',
  403: 'READ_ONLY',
  404: 'UPLOAD_GONE',
  410: 'UPLOAD_GONE',
  423: 'UPLOAD_BUSY',
  460: 'CHECKSUM_MISMATCH',
  507: 'DISK_FULL',
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
