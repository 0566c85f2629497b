import { expect, test } from 'vitest'
import { toFindings } from './objects-dry-run.ts'
import { readFinding } from './testing/sentences.ts'

// As API servers of 1.36 write them.
const POD = 'pods "web-preflight" is forbidden: '
const QUOTA =
  'exceeded quota: moorage-compute, requested: limits.memory=2Gi,pods=1, used: limits.memory=15Gi,pods=10, limited: limits.memory=16Gi,pods=10'

test.each([
  ['quota-exceeded', POD + QUOTA, ['refusal quota-refused null', 'refusal quota-refused null']],
  [
    'pod-security',
    `${POD}violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)`,
    ['refusal pod-security-refused null'],
  ],
  [
    'policy',
    `${POD}ValidatingAdmissionPolicy 'moorage-pods' with binding 'moorage-pods' denied request: no host paths`,
    ['refusal policy-refused null'],
  ],
  ['limits', `${POD}maximum memory usage per Container is 128Mi, but limit is 256Mi`, ['refusal above-limit memory']],
  ['limits', `${POD}minimum cpu usage per Container is 10m, but request is 5m`, ['refusal below-limit cpu']],
  [
    'limits',
    `${POD}cpu max limit to request ratio per Container is 2, but provided ratio is 10.000000`,
    ['refusal dry-run-refused cpu'],
  ],
  ['too-large', 'etcdserver: request is too large', ['refusal dry-run-refused null']],
] as const)('%s: %s', (kubeCase, message, expected) => {
  const findings = toFindings({ kubeCase, message, fields: [] })
  expect(findings.map(({ code, level, field }) => `${level} ${code} ${field}`)).toEqual(expected)
  for (const finding of findings) expect(readFinding(finding)).not.toContain('')
})

test('what the cluster calls invalid stands beside the field it is about', () => {
  const message =
    'Deployment.apps "web" is invalid: spec.template.spec.containers[0].volumeMounts[1].mountPath: Invalid value'
  const fields = ['spec.template.spec.containers[0].volumeMounts[1].mountPath']
  expect(toFindings({ kubeCase: 'invalid', message, fields })).toMatchObject([{ field: 'mounts' }])
})
