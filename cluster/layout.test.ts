import { expect, test } from 'vitest'
import { getClusterLayout } from './layout.ts'

test('the demo has the addresses of the documentation', () => {
  expect(getClusterLayout('demo')).toMatchObject({ nodeAddress: '10.199.0.2', ingressPort: 8080 })
})

test('another name has other addresses, the same ones each time', () => {
  const layout = getClusterLayout('test')
  expect(layout).toMatchObject({ nodeAddress: '10.199.46.2', ingressPort: 8126 })
  expect(getClusterLayout('test')).toEqual(layout)
})

test.each(['', '../x', 'Demo', '-x', 'x-', 'a'.repeat(21), 'a b', 'ä'])('"%s" is refused with its cure', (name) => {
  expect(() => getClusterLayout(name)).toThrow(/use at most 20 lower-case letters, digits and hyphens/)
})
