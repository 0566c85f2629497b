import type { ErrorView } from './result.ts'

/** What the portal answered instead of data; `view` is fit to be shown. */
export class CallError extends Error {
  readonly status: number
  readonly view: ErrorView

  constructor(status: number, view: ErrorView) {
    super(view.message)
    this.name = 'CallError'
    this.status = status
    this.view = view
  }
}

/** By which an administrator finds a refusal again; nothing of errors of another kind. */
export function pickProblemDetails(error: unknown): Pick<ErrorView, 'raw'> & Partial<Pick<ErrorView, 'requestId'>> {
  return error instanceof CallError ? { requestId: error.view.requestId, raw: error.view.raw } : {}
}

// A replica that has not heard of a write after this long waits in vain.
const REMEMBERED_MS = 15_000

let ownWrites: { write: string; untilMs: number }[] = []

/** Called in the browser with `ActionResult.writes`: what is read from now on is at least as new. */
export function rememberWrites(writes: readonly string[] | undefined): void {
  const untilMs = Date.now() + REMEMBERED_MS
  ownWrites = [...listOwnWrites(), ...(writes ?? []).map((write) => ({ write, untilMs }))]
}

function listOwnWrites() {
  return ownWrites.filter(({ untilMs }) => Date.now() < untilMs)
}

/** Reads one of the portal's GET routes from the browser. Throws CallError; a lost connection has the status 0. */
export async function readJson<T>(path: string, { signal }: { signal?: AbortSignal } = {}): Promise<T> {
  const query = new URLSearchParams(listOwnWrites().map(({ write }) => ['after', write])).toString()
  const url = query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`
  return exchange<T>(url, { signal, headers: { accept: 'application/json' } })
}

/** Asks one of the portal's POST routes, which answer and change nothing. Throws as `readJson` does. */
export function askJson<T>(path: string, body: unknown, { signal }: { signal?: AbortSignal } = {}): Promise<T> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  return exchange<T>(path, { method: 'POST', body: JSON.stringify(body), signal, headers })
}

async function exchange<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error
    throw new CallError(0, toLostView())
  })
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body as T
  throw new CallError(response.status, readErrorView(body) ?? { ...toLostView(), code: 'INTERNAL' })
}

/** The refusal in what the portal answered; null when it is none. */
export function readErrorView(body: unknown): ErrorView | null {
  const isRefusal = typeof body === 'object' && body !== null && 'error' in body
  return isRefusal ? (body.error as ErrorView) : null
}

/** The sentence is the one of the catalogue; the text only stands in for it. */
function toLostView(): ErrorView {
  const message = 'The portal did not answer. It is asked again by itself.'
  return { code: 'UNAVAILABLE', message, messageKey: 'pages.lost', requestId: '' }
}
