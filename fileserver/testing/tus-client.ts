import { createHash } from 'node:crypto'
import type { ClientRequest } from 'node:http'
import { DefaultHttpStack, Upload, type HttpRequest, type HttpStack } from 'tus-js-client'
import { fileRoutes, UPLOAD_PATH_HEADER, UPLOAD_SHA256_HEADER } from '#lib/files/protocol/file-routes.ts'
import type { ServerProcess } from './server-process.ts'

const RETRIES = 200

/**
 * tus-js-client's own, with a checksum for each piece, which it does not send itself, and told of every write: its own
 * progress is told ten times a second, and a whole piece goes in less.
 */
class ChecksumStack implements HttpStack {
  readonly #stack = new DefaultHttpStack({})
  readonly #onProgress: (sentBytes: number) => void

  constructor(onProgress: (sentBytes: number) => void = () => {}) {
    this.#onProgress = onProgress
  }

  getName(): string {
    return 'ChecksumStack'
  }

  createRequest(method: string, url: string): HttpRequest {
    const request = this.#stack.createRequest(method, url)
    const send = request.send.bind(request)
    request.send = (body: unknown) => {
      if (body instanceof Uint8Array) {
        request.setHeader('upload-checksum', `sha256 ${createHash('sha256').update(body).digest('base64')}`)
      }
      const answer = send(body)
      if (body instanceof Uint8Array) this.#follow(request)
      return answer
    }
    return request
  }

  #follow(request: HttpRequest): void {
    const sending = request.getUnderlyingObject() as ClientRequest
    const write = sending.write.bind(sending)
    let sentBytes = Number(request.getHeader('Upload-Offset') ?? 0)
    sending.write = (chunk: Uint8Array) => {
      sentBytes += chunk.length
      this.#onProgress(sentBytes)
      return write(chunk)
    }
  }
}

export interface TusUpload {
  server: () => Pick<ServerProcess, 'url' | 'token'>
  path: string
  bytes: Buffer
  chunkBytes: number
  /** One that was begun before. */
  uploadUrl?: string
  metadata?: Record<string, string>
  headers?: Record<string, string>
  retryMs?: number
  onProgress?: (sentBytes: number) => void
  onAnswer?: (answer: TusAnswer) => void
}

export interface TusAnswer {
  method: string
  status: number
  /** How much of it the server has; null where it does not say. */
  offsetBytes: number | null
}

/** Uploads with the real client of the protocol, which goes on through every loss of the connection. */
export async function uploadByTus(options: TusUpload): Promise<{ sha256: string; path: string }> {
  const { server, path, bytes, chunkBytes, uploadUrl, metadata = {}, headers = {}, retryMs = 50 } = options
  const { onProgress, onAnswer } = options
  const done = Promise.withResolvers<{ sha256: string; path: string }>()
  const upload = new Upload(bytes, {
    endpoint: `${server().url}${fileRoutes.uploads()}`,
    uploadUrl,
    chunkSize: chunkBytes,
    retryDelays: Array.from({ length: RETRIES }, () => retryMs),
    headers,
    httpStack: new ChecksumStack(onProgress),
    metadata: { path, ...metadata },
    storeFingerprintForResuming: false,
    onBeforeRequest: async (request) => request.setHeader('authorization', `Bearer ${await server().token()}`),
    onAfterResponse: (request, response) => {
      const offset = response.getHeader('upload-offset')
      const offsetBytes = offset === undefined ? null : Number(offset)
      onAnswer?.({ method: request.getMethod(), status: response.getStatus(), offsetBytes })
    },
    onProgress: (sent) => onProgress?.(sent),
    onError: done.reject,
    onSuccess: ({ lastResponse }) => {
      done.resolve({
        sha256: lastResponse.getHeader(UPLOAD_SHA256_HEADER) ?? '',
        path: lastResponse.getHeader(UPLOAD_PATH_HEADER) ?? '',
      })
    },
  })
  upload.start()
  return done.promise
}
