import { expect, test } from 'vitest'
import { parseDemoOptions } from './demo-options.ts'

test('without anything it is the local cluster of the demo', () => {
  expect(parseDemoOptions([])).toEqual({
    name: 'demo',
    isDown: false,
    isHelp: false,
    kubeconfig: null,
    context: null,
    imagePrefix: null,
    port: 8080,
    ingressClass: null,
    ingressNamespace: 'projectcontour',
    filesAccess: 'ingress',
    hasNotebook: false,
    hasIdentityControl: false,
  })
})

test('a cluster that exists has its own places', () => {
  const args = '--kubeconfig f --context c --image registry.example.org/moorage/ --port 80 --ingress-class nginx'
  expect(parseDemoOptions(args.split(' '))).toMatchObject({
    kubeconfig: 'f',
    context: 'c',
    imagePrefix: 'registry.example.org/moorage',
    port: 80,
    ingressClass: 'nginx',
  })
})

test.each([
  ['--context c', /--context is for a cluster that exists/],
  ['--port 80', /--port is for a cluster that exists/],
  ['--kubeconfig f --name other', /--name is for the local cluster/],
  ['--kubeconfig f --down', /--down is for the local cluster/],
  ['--kubeconfig f --port 0', /number/i],
  ['--kubeconfig f --port many', /--port takes a number/],
  ['--kubeconfig f --image Moorage:1!', /--image takes/],
  ['--files somehow', /--files takes/],
  ['--with excel', /--with takes notebook/],
  ['--nonsense', /nonsense/],
  ['up', /up/],
])('%s is refused with a sentence', (args, message) => {
  expect(() => parseDemoOptions(args.split(' '))).toThrow(message)
})
