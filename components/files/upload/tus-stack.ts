import type { HttpRequest, HttpResponse, HttpStack } from 'tus-js-client'
import type { GetFileAddress } from '../file-client.ts'
import { FileProblemError } from '../file-problem.ts'
import { computeChecksum } from './checksum.ts'

// A connection that the network forgot says nothing at all.
const SILENCE_MS = 60_000

export interface TusStackOptions {
  getAddress: GetFileAddress
  /** Called with the hash of every part that is sent. */
  onPart?: (part: { sizeBytes: number; sha256: string }) => void
}

/**
 * How tus-js-client talks to a file server: each request takes the token that is good now, and each part its checksum.
 * What is worth no answer is thrown as FileProblemError, so that a 401 is never mistaken for an upload that is gone.
 */
export class TusStack implements HttpStack {
  readonly #options: TusStackOptions

  constructor(options: TusStackOptions) {
    this.#options = options
  }

  createRequest(method: string, url: string): HttpRequest {
    return new TusRequest(method, url, this.#options)
  }

  getName(): string {
    return 'MoorageStack'
  }
}

class TusRequest implements HttpRequest {
  readonly #method: string
  readonly #url: string
  readonly #options: TusStackOptions
  readonly #headers = new Map<string, string>()
  #onProgress: (bytesSent: number) => void = () => {}
  #request: XMLHttpRequest | null = null
  #isAborted = false

  constructor(method: string, url: string, options: TusStackOptions) {
    this.#method = method
    this.#url = url
    this.#options = options
  }

  getMethod(): string {
    return this.#method
  }

  getURL(): string {
    return this.#url
  }

  setHeader(header: string, value: string): void {
    this.#headers.set(header, value)
  }

  getHeader(header: string): string | undefined {
    return this.#headers.get(header)
  }

  setProgressHandler(handler: (bytesSent: number) => void): void {
    this.#onProgress = handler
  }

  async send(part: Blob | null): Promise<HttpResponse> {
    if (part && part.size > 0) await this.#addChecksum(await readBytes(part))
    const address = await this.#options.getAddress()
    const response = await this.#sendOnce(part, address.token)
    if (response.getStatus() !== 401) return response
    const renewed = await this.#options.getAddress(address.token)
    const second = await this.#sendOnce(part, renewed.token)
    if (second.getStatus() === 401) throw new FileProblemError('UNAUTHENTICATED', { status: 401 })
    return second
  }

  abort(): Promise<void> {
    this.#isAborted = true
    this.#request?.abort()
    return Promise.resolve()
  }

  getUnderlyingObject(): XMLHttpRequest | null {
    return this.#request
  }

  async #addChecksum(bytes: ArrayBuffer): Promise<void> {
    const checksum = await computeChecksum(bytes)
    if (!checksum) return
    this.setHeader('Upload-Checksum', checksum.header)
    this.#options.onPart?.({ sizeBytes: bytes.byteLength, sha256: checksum.hex })
  }

  /**
   * XMLHttpRequest, because fetch tells nothing of how much has been sent; and the part of the file itself, not the bytes
   * that were hashed, because Chromium sends those ten times as slowly. A file that changes in between is refused.
   */
  #sendOnce(part: Blob | null, token: string): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      if (this.#isAborted) throw new DOMException('The upload was stopped.', 'AbortError')
      const request = new XMLHttpRequest()
      this.#request = request
      let timer: ReturnType<typeof setTimeout> | undefined
      const fail = (error: Error) => {
        clearTimeout(timer)
        reject(error)
      }
      const noteLife = () => {
        clearTimeout(timer)
        timer = setTimeout(() => {
          request.abort()
          fail(new FileProblemError('UNREACHABLE'))
        }, SILENCE_MS)
      }
      request.open(this.#method, this.#url)
      for (const [name, value] of this.#headers) request.setRequestHeader(name, value)
      request.setRequestHeader('Authorization', `Bearer ${token}`)
      request.upload.addEventListener('progress', ({ loaded }) => {
        noteLife()
        this.#onProgress(loaded)
      })
      request.addEventListener('load', () => {
        clearTimeout(timer)
        resolve(toResponse(request))
      })
      request.addEventListener('error', () => fail(new FileProblemError('UNREACHABLE')))
      request.addEventListener('abort', () => fail(new DOMException('The upload was stopped.', 'AbortError')))
      noteLife()
      request.send(part)
    })
  }
}

async function readBytes(part: Blob): Promise<ArrayBuffer> {
  return part.arrayBuffer().catch((cause: unknown) => {
    throw new UnreadableFileError({ cause })
  })
}

/** The file was moved, changed or taken away since it was chosen. */
class UnreadableFileError extends Error {
  constructor(options: ErrorOptions) {
    super('The file can no longer be read.', options)
    this.name = 'UnreadableFileError'
  }
}

function toResponse(request: XMLHttpRequest): HttpResponse {
  return {
    getStatus: () => request.status,
    getHeader: (header) => request.getResponseHeader(header) ?? undefined,
    getBody: () => request.responseText,
    getUnderlyingObject: () => request,
  }
}
