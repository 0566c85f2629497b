import { expect, test } from 'vitest'
import { toGoProblems } from './toolchains.mjs'

test.each(['go version go1.26.8 linux/amd64', 'go version go1.30rc1 linux/arm64', 'go version go2.0 linux/amd64'])(
  '%s is new enough',
  (output) => {
    expect(toGoProblems(output)).toEqual([])
  },
)

test.each([
  ['go version go1.19.8 linux/amd64', 'this is 1.19'],
  ['go version go1.25.3 X:boringcrypto linux/amd64', 'this is 1.25'],
  [null, 'there is no `go`'],
  ['', 'there is no `go`'],
])('%s is not', (output, message) => {
  expect(toGoProblems(output)).toEqual([expect.stringContaining(message)])
  expect(toGoProblems(output)[0]).toContain('https://go.dev/dl')
})
