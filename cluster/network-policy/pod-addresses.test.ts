import { describe, expect, test } from 'vitest'
import { createPodAddresses } from './pod-addresses.ts'
import type { PolicyPod } from './pod.ts'

function build(uid: string, rest: Partial<PolicyPod> = {}): PolicyPod {
  return {
    namespace: 'blue',
    name: uid,
    uid,
    labels: {},
    reportedAddress: null,
    isTerminated: false,
    namedPorts: [],
    ...rest,
  }
}

function assign(addresses: ReturnType<typeof createPodAddresses>, pods: PolicyPod[]) {
  return Object.fromEntries([...addresses.assign(pods)].map(([address, pod]) => [address, pod.uid]))
}

describe('from the status alone', () => {
  test('takes the reported address of live pods', () => {
    const addresses = createPodAddresses('10.244.0.0/24')
    const pods = [
      build('a', { reportedAddress: '10.244.0.5' }),
      build('b'),
      build('c', { reportedAddress: '10.244.0.6', isTerminated: true }),
      build('d', { reportedAddress: '10.199.0.2' }),
      build('e', { reportedAddress: 'fd00::5' }),
    ]
    expect(assign(addresses, pods)).toEqual({ '10.244.0.5': 'a' })
  })

  test('gives an address that two pods report to neither', () => {
    const addresses = createPodAddresses('10.244.0.0/24')
    const pods = [build('a', { reportedAddress: '10.244.0.5' }), build('b', { reportedAddress: '10.244.0.5' })]
    expect(assign(addresses, pods)).toEqual({})
  })

  test('an address of a pod that has ended is free for the next', () => {
    const addresses = createPodAddresses('10.244.0.0/24')
    const pods = [
      build('a', { reportedAddress: '10.244.0.5', isTerminated: true }),
      build('b', { reportedAddress: '10.244.0.5' }),
    ]
    expect(assign(addresses, pods)).toEqual({ '10.244.0.5': 'b' })
  })
})

describe('with claims of CNI', () => {
  const address = '10.244.0.5'

  test('knows a pod before its status, and before the watch', () => {
    const addresses = createPodAddresses('10.244.0.0/24')
    addresses.claim({ address, containerId: 'c1', pod: build('a') })
    expect(assign(addresses, [])).toEqual({ [address]: 'a' })
    expect(assign(addresses, [build('a')])).toEqual({ [address]: 'a' })
  })

  test('takes the labels that the watch shows', () => {
    const addresses = createPodAddresses('10.244.0.0/24')
    addresses.claim({ address, containerId: 'c1', pod: build('a', { labels: { app: 'old' } }) })
    expect(addresses.assign([build('a', { labels: { app: 'new' } })]).get(address)?.labels).toEqual({ app: 'new' })
  })

  test('the latest claim wins over earlier ones and over stale reports', () => {
    const addresses = createPodAddresses('10.244.0.0/24')
    addresses.claim({ address, containerId: 'c1', pod: build('a') })
    addresses.claim({ address, containerId: 'c2', pod: build('b') })
    expect(assign(addresses, [build('a', { reportedAddress: address }), build('b')])).toEqual({ [address]: 'b' })
  })

  test('a new sandbox of the same pod makes its report stale', () => {
    const addresses = createPodAddresses('10.244.0.0/24')
    addresses.claim({ address: '10.244.0.6', containerId: 'c2', pod: build('a') })
    expect(assign(addresses, [build('a', { reportedAddress: address })])).toEqual({ '10.244.0.6': 'a' })
  })

  test('the late end of an old sandbox leaves the claim of the next alone', () => {
    const addresses = createPodAddresses('10.244.0.0/24')
    addresses.claim({ address, containerId: 'c1', pod: build('a') })
    addresses.claim({ address, containerId: 'c2', pod: build('b') })
    addresses.release('c1')
    addresses.forget('a')
    expect(assign(addresses, [build('b')])).toEqual({ [address]: 'b' })
  })

  test('a released or forgotten claim makes the address unknown', () => {
    const addresses = createPodAddresses('10.244.0.0/24')
    addresses.claim({ address, containerId: 'c1', pod: build('a') })
    addresses.claim({ address: '10.244.0.6', containerId: 'c2', pod: build('b') })
    addresses.release('c1')
    addresses.forget('b')
    expect(assign(addresses, [build('a')])).toEqual({})
  })

  test('a pod that has ended loses its address before CNI takes it back', () => {
    const addresses = createPodAddresses('10.244.0.0/24')
    addresses.claim({ address, containerId: 'c1', pod: build('a') })
    expect(assign(addresses, [build('a', { isTerminated: true })])).toEqual({})
  })
})
