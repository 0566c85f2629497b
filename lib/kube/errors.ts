import { AppError } from '#lib/errors.ts'
import type { ErrorCode } from '#lib/errors.ts'
import type { KubeAnswer } from './answer.ts'

/** What went wrong, finer than the error's code: `details.kubeCase` of every AppError that this folder throws. */
export type KubeCase = (typeof REFUSALS)[number]['kubeCase'] | (typeof OWN_CASES)[number]

const OWN_CASES = [
  'unreachable',
  'untrusted',
  'cut-off',
  'timed-out',
  'unreadable',
  'bad-credentials',
  'unexpected',
] as const

interface Refusal {
  readonly kubeCase: string
  readonly when: (answer: KubeAnswer) => boolean
  readonly code: ErrorCode
  readonly sentence: string | ((answer: KubeAnswer) => string)
}

const forbiddenBecause = (text: RegExp) => (answer: KubeAnswer) => answer.status === 403 && text.test(answer.message)
const hasStatus = (status: number) => (answer: KubeAnswer) => answer.status === status
const hasReason = (reason: string) => (answer: KubeAnswer) => answer.reason === reason
const hasCause = (answer: KubeAnswer, reason: string) => answer.causes.some((cause) => cause.reason === reason)
const isOnlyAbout = ({ causes }: KubeAnswer, field: string) =>
  causes.length > 0 && causes.every((cause) => cause.field === field)

// The first line that fits decides. Quota, limits and Pod Security share status 403 and reason Forbidden with missing
// rights and can only be told apart by their text (k8s.io/apiserver, pkg/admission/plugin; the texts are tested
// against a real API server).
const REFUSALS = [
  {
    kubeCase: 'policy',
    // A policy chooses its own status: 401, 403, 413 or 422.
    when: (answer) => / is forbidden: ValidatingAdmissionPolicy '/.test(answer.message),
    code: 'FORBIDDEN',
    sentence: 'A rule of the cluster does not allow this.',
  },
  {
    kubeCase: 'unauthenticated',
    when: hasStatus(401),
    code: 'UNAUTHENTICATED',
    sentence: 'The cluster does not accept the credentials it was given.',
  },
  {
    kubeCase: 'webhook-denied',
    when: (answer) => answer.status < 500 && /^admission webhook ".*" denied the request/.test(answer.message),
    code: 'FORBIDDEN',
    sentence: 'A rule of the cluster does not allow this.',
  },
  {
    kubeCase: 'quota-exceeded',
    when: forbiddenBecause(/ is forbidden: (exceeded quota|insufficient quota)/),
    code: 'QUOTA_EXCEEDED',
    sentence: 'There is not enough quota left for this.',
  },
  {
    kubeCase: 'quota-unstated',
    when: forbiddenBecause(/ is forbidden: failed quota: /),
    code: 'INVALID_INPUT',
    sentence: 'The quota needs to know how much this asks for, so the amounts have to be stated.',
  },
  {
    kubeCase: 'quota-uncounted',
    when: forbiddenBecause(/ is forbidden: status unknown for quota: /),
    code: 'NOT_READY',
    sentence: 'The quota has not been counted yet; try again in a few seconds.',
  },
  {
    kubeCase: 'limits',
    when: forbiddenBecause(/(minimum|maximum) \S+ usage per |limit to request ratio per /),
    code: 'INVALID_INPUT',
    sentence: 'The amounts asked for are outside the limits that apply here.',
  },
  {
    kubeCase: 'pod-security',
    when: forbiddenBecause(/violates PodSecurity "/),
    code: 'FORBIDDEN',
    sentence: 'The security level of this place does not allow what the pod asks for.',
  },
  {
    kubeCase: 'namespace-terminating',
    when: (answer) => hasCause(answer, 'NamespaceTerminating') || forbiddenBecause(/ is being terminated$/)(answer),
    code: 'CONFLICT',
    sentence: 'The namespace is being deleted, so nothing new can be made in it.',
  },
  {
    kubeCase: 'cannot-grow',
    when: forbiddenBecause(/ is forbidden: only dynamically provisioned pvc can be resized/),
    code: 'INVALID_INPUT',
    sentence: 'The kind of storage that this volume has cannot grow.',
  },
  {
    kubeCase: 'forbidden',
    when: hasStatus(403),
    code: 'FORBIDDEN',
    sentence: 'The account in use has no right to do this in the cluster.',
  },
  {
    kubeCase: 'not-found',
    when: (answer) => answer.status === 404 && answer.isStatus && Boolean(answer.name),
    code: 'NOT_FOUND',
    sentence: (answer) => `Nothing named "${answer.name}" exists among the ${answer.kind ?? 'objects'} asked for.`,
  },
  {
    kubeCase: 'unknown-kind',
    when: hasStatus(404),
    code: 'NOT_FOUND',
    sentence: 'The cluster does not know this kind of object.',
  },
  {
    kubeCase: 'already-exists',
    when: hasReason('AlreadyExists'),
    code: 'CONFLICT',
    sentence: (answer) => (answer.name ? `"${answer.name}" exists already.` : 'An object of this name exists already.'),
  },
  {
    kubeCase: 'fields-owned',
    when: (answer) => answer.status === 409 && hasCause(answer, 'FieldManagerConflict'),
    code: 'CONFLICT',
    sentence: 'Somebody else manages the same settings of this object.',
  },
  {
    kubeCase: 'changed-meanwhile',
    // 422 is the answer to an apply with the uid of an earlier object of this name.
    when: (answer) => answer.status === 409 || (answer.status === 422 && isOnlyAbout(answer, 'metadata.uid')),
    code: 'CONFLICT',
    sentence: 'The object was changed or replaced in the meantime; load it again and repeat the change.',
  },
  {
    kubeCase: 'expired',
    when: hasStatus(410),
    code: 'CONFLICT',
    sentence: 'The cluster no longer keeps this version of the list; load it again.',
  },
  {
    kubeCase: 'too-large',
    when: hasStatus(413),
    code: 'INVALID_INPUT',
    sentence: 'The object is too large for the cluster.',
  },
  {
    kubeCase: 'invalid',
    when: hasStatus(422),
    code: 'INVALID_INPUT',
    sentence: (answer) => `The cluster does not accept ${formatFields(answer)}.`,
  },
  {
    kubeCase: 'malformed',
    when: hasStatus(400),
    code: 'INVALID_INPUT',
    sentence: 'The cluster cannot read the object it was sent.',
  },
  {
    kubeCase: 'disruption-budget',
    when: (answer) => answer.status === 429 && hasCause(answer, 'DisruptionBudget'),
    code: 'CONFLICT',
    sentence: 'Too few copies would be left running, so the pod stays for now.',
  },
  {
    kubeCase: 'too-many-requests',
    when: hasStatus(429),
    code: 'TOO_MANY_REQUESTS',
    sentence: 'The cluster has too much to do at the moment; try again in a few seconds.',
  },
  {
    kubeCase: 'webhook-away',
    when: (answer) => answer.status >= 500 && answer.message.includes('failed calling webhook'),
    code: 'UNAVAILABLE',
    sentence: 'A service that checks changes for the cluster does not answer; an administrator has to look at it.',
  },
  {
    kubeCase: 'version-ahead',
    when: (answer) => hasCause(answer, 'ResourceVersionTooLarge'),
    code: 'NOT_READY',
    sentence: 'The cluster has not caught up with this version yet; try again in a few seconds.',
  },
  {
    kubeCase: 'slow',
    when: (answer) => answer.status === 504 || answer.reason === 'ServerTimeout' || answer.reason === 'Timeout',
    code: 'UNAVAILABLE',
    sentence: 'The cluster could not finish this in time.',
  },
  {
    kubeCase: 'unavailable',
    when: (answer) => answer.status >= 502,
    code: 'UNAVAILABLE',
    sentence: 'The cluster is not available at the moment.',
  },
  {
    kubeCase: 'server-error',
    when: (answer) => answer.status >= 500,
    code: 'UNAVAILABLE',
    sentence: 'The cluster reported an error of its own.',
  },
] as const satisfies readonly Refusal[]

const UNEXPECTED = {
  kubeCase: 'unexpected',
  code: 'INTERNAL',
  sentence: 'The cluster gave an answer that was not expected.',
} as const

/** Maps a refusal to the error that is thrown; the server's own words are in `details.rawMessage` only. */
export function toKubeError(answer: KubeAnswer): AppError {
  const { kubeCase, code, sentence } = REFUSALS.find((refusal: Refusal) => refusal.when(answer)) ?? UNEXPECTED
  return new AppError(code, typeof sentence === 'string' ? sentence : sentence(answer), {
    details: {
      kubeCase,
      status: answer.status,
      reason: answer.reason,
      rawMessage: answer.message,
      causes: answer.causes,
      kind: answer.kind,
      name: answer.name,
      retryAfterSeconds: answer.retryAfterSeconds,
    },
  })
}

/** The finer case of an error thrown by this folder; null for any other error. */
export function getKubeCase(error: unknown): KubeCase | null {
  if (!(error instanceof AppError)) return null
  const { kubeCase } = error.details
  return typeof kubeCase === 'string' ? (kubeCase as KubeCase) : null
}

const FIELDS_SHOWN = 3

function formatFields(answer: KubeAnswer): string {
  const fields = [...new Set(answer.causes.map((cause) => cause.field).filter((field) => field !== ''))]
  if (fields.length === 0) return 'the object, because it is not valid'
  const more = fields.length - FIELDS_SHOWN
  const shown = fields.slice(0, FIELDS_SHOWN).join(', ')
  return `what was given for ${shown}${more > 0 ? ` and ${more} more` : ''}`
}
