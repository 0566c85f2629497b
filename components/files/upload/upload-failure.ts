import { CallError } from '#lib/http/call.ts'
import { FileProblemError } from '../file-problem.ts'
import type { UploadFailure } from './upload-item.ts'

/**
 * What comes after an attempt that failed: `again` by itself soon, `anew` from the first byte, `hold` all uploads until
 * something outside has changed, `ask` somebody, `fail` this one.
 */
export type NextStep =
  | { kind: 'again' }
  | { kind: 'anew' }
  | { kind: 'hold'; reason: HoldReason }
  | { kind: 'ask' }
  | { kind: 'fail'; failure: UploadFailure }

/** `away`: nobody answers; `signed-out`: the portal gives no token; `full`: nothing more fits on the volume. */
export type HoldReason = 'away' | 'signed-out' | 'full'

const AGAIN_MAX = 5

export function decideNextStep(error: unknown, attempts: number): NextStep {
  const failure = toUploadFailure(error)
  const again: NextStep = attempts < AGAIN_MAX ? { kind: 'again' } : { kind: 'fail', failure }
  switch (failure.code) {
    case 'UNREACHABLE':
    case 'NOT_READY':
    case 'STOPPING':
      return { kind: 'hold', reason: 'away' }
    case 'UNAUTHENTICATED':
      return { kind: 'hold', reason: 'signed-out' }
    case 'DISK_FULL':
    case 'QUOTA_EXCEEDED':
      return { kind: 'hold', reason: 'full' }
    case 'NAME_TAKEN':
      return { kind: 'ask' }
    case 'UPLOAD_GONE':
      return attempts < AGAIN_MAX ? { kind: 'anew' } : { kind: 'fail', failure }
    // Another request of this upload may still be at work; a wrong offset is asked for anew; a part that arrived
    // otherwise than it left is sent again.
    case 'UPLOAD_BUSY':
    case 'UPLOAD_OFFSET':
    case 'CHECKSUM_MISMATCH':
    case 'TOO_MANY':
    case 'INTERNAL':
      return again
    default:
      return { kind: 'fail', failure }
  }
}

const OWN_CODES: Record<string, string> = { UnreadableFileError: 'UNREADABLE', WholeDiffersError: 'WHOLE_DIFFERS' }

export function toUploadFailure(error: unknown): UploadFailure {
  if (error instanceof FileProblemError) {
    if (isSignedOut(error.cause)) return { code: 'UNAUTHENTICATED', raw: null, requestId: null }
    return { code: error.code, raw: error.raw, requestId: error.requestId || null }
  }
  if (error instanceof Error && OWN_CODES[error.name]) {
    return { code: OWN_CODES[error.name] ?? 'UNEXPECTED', raw: null, requestId: null }
  }
  return { code: 'UNEXPECTED', raw: error instanceof Error ? error.message : null, requestId: null }
}

/** There is no file server to be had, because the portal knows nobody here any more. */
function isSignedOut(cause: unknown): boolean {
  return cause instanceof CallError && cause.view.code === 'UNAUTHENTICATED'
}

const WAIT_MIN_MS = 1000
const WAIT_MAX_MS = 15_000

/** How long to wait before the next try after so many failed ones. */
export function getWaitMs(attempts: number): number {
  return Math.min(WAIT_MAX_MS, WAIT_MIN_MS * 2 ** Math.max(0, attempts - 1))
}
