import { expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { explainBuildFailure } from './go.ts'

const failed = (stderr: string, code: string | number = 1) =>
  explainBuildFailure('kubelet', new AppError('UNAVAILABLE', 'go failed', { details: { stderr, code } })).userMessage

// What Go and the compilers printed, shortened.
test.each([
  [
    'dial tcp: lookup modules.example.org: no such host',
    /no Go module proxy answers: connect this machine or set GOPROXY/,
  ],
  ['k8s.io/kubernetes@v1.36.3: module lookup disabled by GOPROXY=off', /no Go module proxy answers/],
  [
    'write /root/.cache/go-build/00/x: no space left on device',
    /The disk filled up while kubelet was built: free 6 GB/,
  ],
  [
    'go: go.mod requires go >= 1.26.6 (running go 1.22.1; GOTOOLCHAIN=local)',
    /needs a newer Go: install Go 1\.26 or newer/,
  ],
  [
    '# pkg-config --cflags libseccomp\nPackage libseccomp was not found',
    /apt-get install -y libseccomp-dev pkg-config gcc/,
  ],
  ['verifying go.mod: checksum mismatch', /go clean -modcache/],
  ['compile: signal: killed', /too little memory to build kubelet/],
])('what Go says becomes a sentence with its cure: %s', (stderr, sentence) => {
  expect(failed(stderr)).toMatch(sentence)
})

test('without Go the sentence says where it comes from', () => {
  expect(failed('', 'ENOENT')).toBe('Go is not installed: install Go 1.26 or newer from https://go.dev/dl.')
})

test('what nobody foresaw is quoted', () => {
  expect(failed('x.go:1:1: syntax error')).toBe('kubelet could not be built. Go said: x.go:1:1: syntax error')
})
