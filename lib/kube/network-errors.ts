import { AppError } from '#lib/errors.ts'
import type { KubeCase } from './errors.ts'

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])
const CUT_OFF = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED'])
// OpenSSL's names, as Node passes them on: https://nodejs.org/api/tls.html#x509-certificate-error-codes
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/

function getCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

export function isCutOff(error: unknown): boolean {
  return CUT_OFF.has(getCode(error))
}

/** Maps a failure below HTTP (connection, TLS, name look-up) to an AppError; an AppError passes unchanged. */
export function toNetworkError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = getCode(error)
  if (UNREACHABLE.has(code)) {
    return kubeFailure(
      'unreachable',
      'The cluster cannot be reached; check that it runs and that its address is right.',
      error,
    )
  }
  if (CUT_OFF.has(code)) return kubeFailure('cut-off', 'The connection to the cluster was lost.', error)
  if (UNTRUSTED.test(code)) {
    const sentence = "The cluster's certificate is not trusted; check the certificate authority in the kubeconfig."
    return kubeFailure('untrusted', sentence, error)
  }
  if (code !== '') return kubeFailure('unreachable', 'The connection to the cluster failed.', error)
  return new AppError('INTERNAL', 'A request to the cluster could not be made.', { cause: error })
}

export function toTimeoutError(options: { timeoutMs: number; isRead: boolean }): AppError {
  const seconds = options.timeoutMs / 1000
  const doubt = options.isRead ? '' : ', so the change may or may not have been made'
  return kubeFailure('timed-out', `The cluster did not answer within ${seconds} s${doubt}.`)
}

export function toUnreadableError(cause?: unknown): AppError {
  return kubeFailure('unreadable', 'The cluster sent an answer that cannot be read.', cause)
}

function kubeFailure(kubeCase: KubeCase, sentence: string, cause?: unknown): AppError {
  return new AppError('UNAVAILABLE', sentence, { cause, details: { kubeCase } })
}
