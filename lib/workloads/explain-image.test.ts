import { expect, test } from 'vitest'
import { explainPod, waiting, pulled } from './testing/explain-set.ts'
import { event } from './testing/objects.ts'

test.each([
  [pulled('registry.example/web:1.2: not found'), 'image-not-found'],
  [pulled('unexpected status from HEAD request: 404: manifest unknown'), 'image-tag-unknown'],
  [pulled('pull access denied, repository does not exist or may require authorization'), 'image-refused'],
  [
    pulled('failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized'),
    'image-refused',
  ],
  [
    pulled(
      'failed to do request: Head "https://registry.example/v2/web/manifests/1.2": dial tcp: lookup registry.example: no such host',
    ),
    'registry-unreachable',
  ],
  [
    pulled('failed to do request: Head "https://registry.example/v2/": dial tcp 10.0.0.1:443: i/o timeout'),
    'registry-unreachable',
  ],
  [pulled('tls: failed to verify certificate: x509: certificate signed by unknown authority'), 'registry-untrusted'],
  [pulled('no match for platform in manifest: not found'), 'image-wrong-platform'],
  [pulled('429 Too Many Requests - toomanyrequests'), 'registry-busy'],
  [pulled('something that nobody has read before'), 'image-pull-failed'],
  [
    waiting('InvalidImageName', `Failed to apply default image tag "WEB:::1": couldn't parse image name`),
    'image-name-invalid',
  ],
  [waiting('ErrImageNeverPull', 'Container image "x:1" is not present with pull policy of Never'), 'image-not-on-node'],
  [
    waiting(
      'ImagePullBackOff',
      'Back-off pulling image "a/b:1": ErrImagePull: failed to resolve reference "a/b:1": a/b:1: not found',
    ),
    'image-not-found',
  ],
])('%#: %o', (one, reason) => {
  expect(explainPod(one).reason).toBe(reason)
})

test('the words of the image itself are no answer', () => {
  const one = waiting(
    'ErrImagePull',
    'failed to pull and unpack image "registry.example/unauthorized/x509:403": failed to resolve reference "registry.example/unauthorized/x509:403": registry.example/unauthorized/x509:403: not found',
  )
  expect(explainPod(one).reason).toBe('image-not-found')
})

test('a cluster that says only that it waits is read by the event before', () => {
  const found = explainPod(
    waiting('ImagePullBackOff', 'Back-off pulling image "registry.example/web:1.2"'),
    event({
      reason: 'Failed',
      message: 'Failed to pull image "registry.example/web:1.2": rpc error: code = Unknown desc = 403 Forbidden',
    }),
    event({ reason: 'Failed', message: 'Error: ErrImagePull', seconds: 29 }),
  )
  expect(found).toMatchObject({
    state: 'failed',
    reason: 'image-refused',
    parameters: { registry: 'registry.example', repository: 'web', tag: '1.2' },
    nextStep: { code: 'edit-pull-secrets' },
  })
  expect(found.evidence.map(({ source }) => source)).toEqual(['container', 'event'])
})

test.each([
  [10, 'image-pulling'],
  [120, 'image-pull-slow'],
])('a pull of %d s is %s', (seconds, reason) => {
  const one = waiting('ContainerCreating')
  const pulling = event({
    type: 'Normal',
    reason: 'Pulling',
    message: 'Pulling image "registry.example/web:1.2"',
    seconds,
  })
  expect(explainPod(one, pulling)).toMatchObject({ state: 'starting', reason, parameters: { seconds } })
})
