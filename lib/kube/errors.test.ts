import { expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { parseAnswer, toAnswer } from './answer.ts'
import { getKubeCase, toKubeError } from './errors.ts'

// The messages are those that Kubernetes 1.36 composes, with `code`, `reason` and `details` as it sets them.
interface Case {
  status: number
  reason?: string
  message: string
  details?: object
  code: string
  kubeCase: string
}

const pod = { name: 'web-1', kind: 'pods' }
const cases: Case[] = [
  {
    status: 401,
    reason: 'Unauthorized',
    message: 'Unauthorized',
    code: 'UNAUTHENTICATED',
    kubeCase: 'unauthenticated',
  },
  {
    status: 403,
    reason: 'Forbidden',
    message: 'pods is forbidden: User "eve" cannot list resource "pods" in API group "" in the namespace "x"',
    details: { kind: 'pods' },
    code: 'FORBIDDEN',
    kubeCase: 'forbidden',
  },
  {
    status: 403,
    reason: 'Forbidden',
    message:
      'pods "web-1" is forbidden: exceeded quota: moorage-compute, requested: pods=1, used: pods=5, limited: pods=5',
    details: pod,
    code: 'QUOTA_EXCEEDED',
    kubeCase: 'quota-exceeded',
  },
  {
    status: 403,
    reason: 'Forbidden',
    message: 'pods "web-1" is forbidden: failed quota: moorage-compute: must specify limits.cpu for: main',
    details: pod,
    code: 'INVALID_INPUT',
    kubeCase: 'quota-unstated',
  },
  {
    status: 403,
    reason: 'Forbidden',
    message: 'pods "web-1" is forbidden: status unknown for quota: moorage-compute, resources: pods',
    details: pod,
    code: 'NOT_READY',
    kubeCase: 'quota-uncounted',
  },
  {
    status: 403,
    reason: 'Forbidden',
    message: 'pods "web-1" is forbidden: maximum cpu usage per Container is 2, but limit is 4',
    details: pod,
    code: 'INVALID_INPUT',
    kubeCase: 'limits',
  },
  {
    status: 403,
    reason: 'Forbidden',
    message:
      'pods "web-1" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true (pod or container "main" must set securityContext.runAsNonRoot=true)',
    details: pod,
    code: 'FORBIDDEN',
    kubeCase: 'pod-security',
  },
  {
    status: 422,
    reason: 'Invalid',
    message:
      "pods \"web-1\" is forbidden: ValidatingAdmissionPolicy 'moorage-pods' with binding 'moorage-pods' denied request: hostPath is not allowed",
    details: { ...pod, causes: [{ message: "ValidatingAdmissionPolicy 'moorage-pods' denied request" }] },
    code: 'FORBIDDEN',
    kubeCase: 'policy',
  },
  {
    status: 403,
    reason: 'Forbidden',
    message: 'admission webhook "checks.example.org" denied the request: no',
    code: 'FORBIDDEN',
    kubeCase: 'webhook-denied',
  },
  {
    status: 403,
    reason: 'Forbidden',
    message: 'pods "web-1" is forbidden: unable to create new content in namespace x because it is being terminated',
    details: {
      ...pod,
      causes: [
        { reason: 'NamespaceTerminating', message: 'namespace x is being terminated', field: 'metadata.namespace' },
      ],
    },
    code: 'CONFLICT',
    kubeCase: 'namespace-terminating',
  },
  {
    status: 403,
    reason: 'Forbidden',
    message:
      'persistentvolumeclaims "disk" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    code: 'INVALID_INPUT',
    kubeCase: 'cannot-grow',
  },
  {
    status: 404,
    reason: 'NotFound',
    message: 'pods "web-1" not found',
    details: pod,
    code: 'NOT_FOUND',
    kubeCase: 'not-found',
  },
  {
    status: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
    details: {},
    code: 'NOT_FOUND',
    kubeCase: 'unknown-kind',
  },
  {
    status: 409,
    reason: 'AlreadyExists',
    message: 'pods "web-1" already exists',
    details: pod,
    code: 'CONFLICT',
    kubeCase: 'already-exists',
  },
  {
    status: 409,
    reason: 'Conflict',
    message: 'Apply failed with 1 conflict: conflict with "kubectl": .spec.replicas',
    details: {
      causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "kubectl"', field: '.spec.replicas' }],
    },
    code: 'CONFLICT',
    kubeCase: 'fields-owned',
  },
  {
    status: 409,
    reason: 'Conflict',
    message:
      'Operation cannot be fulfilled on pods "web-1": the UID in the precondition (a) does not match the UID in record (b)',
    details: pod,
    code: 'CONFLICT',
    kubeCase: 'changed-meanwhile',
  },
  { status: 410, reason: 'Expired', message: 'too old resource version: 1 (2)', code: 'CONFLICT', kubeCase: 'expired' },
  {
    status: 413,
    reason: 'RequestEntityTooLarge',
    message: 'Request entity too large: limit is 3145728',
    code: 'INVALID_INPUT',
    kubeCase: 'too-large',
  },
  {
    status: 400,
    reason: 'BadRequest',
    message: 'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.x"',
    code: 'INVALID_INPUT',
    kubeCase: 'malformed',
  },
  {
    status: 429,
    reason: 'TooManyRequests',
    message: 'Too many requests, please try again later.',
    details: { retryAfterSeconds: 1 },
    code: 'TOO_MANY_REQUESTS',
    kubeCase: 'too-many-requests',
  },
  {
    status: 429,
    reason: 'TooManyRequests',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget web needs 1 healthy pods' }] },
    code: 'CONFLICT',
    kubeCase: 'disruption-budget',
  },
  {
    status: 500,
    reason: 'InternalError',
    message: 'Internal error occurred: failed calling webhook "checks.example.org": connection refused',
    code: 'UNAVAILABLE',
    kubeCase: 'webhook-away',
  },
  {
    status: 500,
    reason: 'InternalError',
    message: 'Internal error occurred: etcdserver: leader changed',
    code: 'UNAVAILABLE',
    kubeCase: 'server-error',
  },
  {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'the server is currently unable to handle the request',
    code: 'UNAVAILABLE',
    kubeCase: 'unavailable',
  },
  {
    status: 504,
    reason: 'Timeout',
    message: 'Timeout: request did not complete within the allotted timeout',
    code: 'UNAVAILABLE',
    kubeCase: 'slow',
  },
  {
    status: 504,
    reason: 'Timeout',
    message: 'Timeout: Too large resource version: 900, current: 5',
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
    code: 'NOT_READY',
    kubeCase: 'version-ahead',
  },
  { status: 418, reason: '', message: 'short and stout', code: 'INTERNAL', kubeCase: 'unexpected' },
]

test.each(cases)('$status $kubeCase', ({ status, reason, message, details, code, kubeCase }) => {
  const error = toKubeError(toAnswer(0, { kind: 'Status', code: status, reason, message, details }))
  expect(error).toBeInstanceOf(AppError)
  expect([error.code, getKubeCase(error)]).toEqual([code, kubeCase])
  expect(error.details).toMatchObject({ status, rawMessage: message })
  expect(error.userMessage).not.toContain(message)
  expect(error.userMessage).toMatch(/^["A-Z][^\n]*\.$/)
})

test('an invalid object names its fields, three at most, and keeps the causes', () => {
  const causes = ['spec.a', 'spec.b', 'spec.b', 'spec.c', 'spec.d', 'spec.e'].map((field) => ({
    reason: 'FieldValueInvalid',
    field,
    message: 'Invalid value: "x": must be y',
  }))
  const body = JSON.stringify({ kind: 'Status', code: 422, reason: 'Invalid', message: 'raw', details: { causes } })
  const error = toKubeError(parseAnswer({ status: 422, body }))
  expect(error.userMessage).toBe('The cluster does not accept what was given for spec.a, spec.b, spec.c and 2 more.')
  expect(error.details.causes).toEqual(causes)
})

test('a body that is no Status keeps its text for the log', () => {
  const error = toKubeError(parseAnswer({ status: 404, body: '404 page not found\n' }))
  expect(getKubeCase(error)).toBe('unknown-kind')
  expect(error.details.rawMessage).toBe('404 page not found')
})

test('the header Retry-After wins over the body', () => {
  const body = JSON.stringify({ kind: 'Status', code: 429, details: { retryAfterSeconds: 9 } })
  expect(parseAnswer({ status: 429, body, retryAfter: '2' }).retryAfterSeconds).toBe(2)
  expect(parseAnswer({ status: 429, body }).retryAfterSeconds).toBe(9)
  expect(parseAnswer({ status: 429, body: '' }).retryAfterSeconds).toBeUndefined()
})
