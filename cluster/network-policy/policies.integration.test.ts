import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { client, createBox, execInPod, kubectl, layout, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { requireObject } from '#lib/kube/verbs.ts'
import {
  createPolicy,
  createWorld,
  deletePolicy,
  expectWays,
  namespaces,
  patchPolicy,
  pods,
  PODS,
  removeWorld,
  TIMEOUT_MS,
} from './three-namespaces.ts'
import type { Home, Way } from './three-namespaces.ts'

// NetworkPolicy objects on the real cluster, between pods of three namespaces and from pods to the node's own ports.
// Each way is shown open before a policy, as the policy says while it stands, and open again after it.

beforeAll(createWorld)
afterAll(removeWorld)

interface Scenario {
  title: string
  /** In `home`, unless said otherwise. */
  spec: () => object
  homes?: Home[]
  open: Way[]
  closed: Way[]
}

const SUBJECT = { matchLabels: { app: 'subject' } }
const MATE = { matchLabels: { app: 'mate' } }
const FRIEND = { matchLabels: { team: 'friend' } }
const OTHER_PODS = PODS.filter((pod) => pod !== 'home/subject')

const toSubject = (port = 8080) => OTHER_PODS.map((pod): Way => `${pod} > home/subject:${port}`)
const fromSubject = OTHER_PODS.map((pod): Way => `home/subject > ${pod}:8080`)
const nodeWays: Way[] = [
  'home/subject > node:10250',
  'home/subject > node:6443',
  'home/subject > kubernetes:443',
  'home/subject > node:2379',
]
const pairs = PODS.flatMap((from) => PODS.filter((to) => to !== from).map((to): Way => `${from} > ${to}:8080`))
const isWithin = (way: Way) => new Set(Array.from(way.matchAll(/(\w+)\//g), ([, home]) => home)).size === 1

const scenarios: Scenario[] = [
  {
    title: 'each namespace for itself, in both directions',
    homes: ['home', 'friend', 'stranger'],
    spec: () => ({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: {} }] }],
      egress: [{ to: [{ podSelector: {} }] }],
    }),
    open: pairs.filter(isWithin),
    closed: [...pairs.filter((way) => !isWithin(way)), ...nodeWays],
  },
  {
    title: 'ingress denied by default',
    spec: () => ({ podSelector: {}, policyTypes: ['Ingress'] }),
    open: ['home/subject > friend/mate:8080', 'friend/mate > stranger/mate:8080', ...nodeWays],
    closed: [...toSubject(), 'friend/mate > home/other:8080'],
  },
  {
    title: 'egress denied by default, to the node too',
    spec: () => ({ podSelector: {}, policyTypes: ['Egress'] }),
    open: ['friend/mate > home/subject:8080', 'friend/mate > node:6443'],
    closed: [...fromSubject, ...nodeWays, 'home/subject > dns:53', 'home/mate > stranger/mate:8080'],
  },
  {
    title: 'egress to DNS only',
    spec: () => ({
      podSelector: SUBJECT,
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    }),
    open: ['home/subject > dns:53', 'home/subject > dns-pod:53'],
    closed: ['home/subject > dns-pod:8080', ...fromSubject, ...nodeWays],
  },
  {
    title: 'egress to the API server only, by its address',
    spec: () => ({
      podSelector: SUBJECT,
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: `${layout.nodeAddress}/32` } }], ports: [{ port: 6443 }] }],
    }),
    open: ['home/subject > node:6443', 'home/subject > kubernetes:443'],
    closed: ['home/subject > node:10250', 'home/subject > node:2379', ...fromSubject],
  },
  {
    title: 'egress by selectors and port',
    spec: () => ({
      podSelector: SUBJECT,
      policyTypes: ['Egress'],
      egress: [{ to: [{ namespaceSelector: FRIEND, podSelector: MATE }], ports: [{ port: 8080 }] }],
    }),
    open: ['home/subject > friend/mate:8080'],
    closed: ['home/subject > friend/mate:8081', 'home/subject > friend/other:8080', 'home/subject > home/mate:8080'],
  },
  {
    title: 'ingress by podSelector',
    spec: () => ({ podSelector: SUBJECT, ingress: [{ from: [{ podSelector: MATE }] }] }),
    open: ['home/mate > home/subject:8080'],
    closed: toSubject().filter((way) => !way.startsWith('home/mate')),
  },
  {
    title: 'ingress by namespaceSelector',
    spec: () => ({ podSelector: SUBJECT, ingress: [{ from: [{ namespaceSelector: FRIEND }] }] }),
    open: ['friend/mate > home/subject:8080', 'friend/other > home/subject:8080'],
    closed: toSubject().filter((way) => !way.startsWith('friend/')),
  },
  {
    title: 'ingress by both selectors together',
    spec: () => ({ podSelector: SUBJECT, ingress: [{ from: [{ namespaceSelector: FRIEND, podSelector: MATE }] }] }),
    open: ['friend/mate > home/subject:8080'],
    closed: toSubject().filter((way) => !way.startsWith('friend/mate')),
  },
  {
    title: 'ingress by ipBlock with an exception',
    spec: () => ({
      podSelector: SUBJECT,
      ingress: [{ from: [{ ipBlock: { cidr: layout.podCidr, except: [`${pods['friend/mate'].address}/32`] } }] }],
    }),
    open: toSubject().filter((way) => !way.startsWith('friend/mate')),
    closed: ['friend/mate > home/subject:8080'],
  },
  {
    title: 'ingress to one port',
    spec: () => ({ podSelector: SUBJECT, ingress: [{ ports: [{ port: 8080 }] }] }),
    open: toSubject(8080),
    closed: [...toSubject(8081), ...toSubject(9000)],
  },
  {
    title: 'ingress to a range of ports',
    spec: () => ({ podSelector: SUBJECT, ingress: [{ ports: [{ port: 8081, endPort: 8085 }] }] }),
    open: [...toSubject(8081), ...toSubject(8085)],
    closed: [...toSubject(8080), ...toSubject(9000)],
  },
  {
    title: 'ingress to a named port, which each pod gives its own number',
    spec: () => ({ podSelector: {}, ingress: [{ ports: [{ port: 'web' }] }] }),
    open: ['stranger/mate > home/subject:8080', 'stranger/mate > home/other:9000'],
    closed: ['stranger/mate > home/subject:9000', 'stranger/mate > home/other:8080'],
  },
]

describe('a policy closes what it does not allow, and only as long as it stands', () => {
  test.each(scenarios)('$title', async ({ spec, homes = ['home'], open, closed }) => {
    const all = { open: [...open, ...closed] }
    await expectWays(all)
    for (const home of homes) await createPolicy(home, spec())
    try {
      await expectWays({ open, closed })
    } finally {
      for (const home of homes) await deletePolicy(home)
    }
    await expectWays(all)
  })
})

test('names are looked up where DNS is allowed, and nowhere else', async () => {
  const name = 'kubernetes.default.svc.cluster.local'
  const script = `new (require('dns').promises.Resolver)({ timeout: ${TIMEOUT_MS}, tries: 1 }).resolve4('${name}').then(([a]) => console.log(a), (e) => console.log(e.code))`
  const execution = { namespace: namespaces.home, pod: 'subject', command: ['node', '-e', script] }
  const expectAnswer = (answer: string) =>
    waitFor(`the look-up to give ${answer}`, async () => {
      expect((await execInPod(execution)).trim()).toBe(answer)
      return true
    })
  await expectAnswer('10.96.0.1')
  await createPolicy('home', { podSelector: SUBJECT, policyTypes: ['Egress'] })
  try {
    await expectAnswer('ETIMEOUT')
    await patchPolicy('home', { egress: [{ ports: [{ protocol: 'UDP', port: 53 }] }] })
    await expectAnswer('10.96.0.1')
    await expectWays({
      open: ['home/mate > friend/mate:8080'],
      closed: ['home/subject > friend/mate:8080', 'home/subject > dns:53'],
    })
  } finally {
    await deletePolicy('home')
  }
})

test('a change of policy cuts a connection that it allowed before', async () => {
  const { ask } = pods['friend/mate']
  const say = async () => (await ask({ kind: 'say', timeoutMs: TIMEOUT_MS })).isOpen
  const subject = { host: pods['home/subject'].address, port: 8080 }
  expect(await ask({ kind: 'hold', ...subject, timeoutMs: 10 * TIMEOUT_MS })).toMatchObject({ isOpen: true })
  await createPolicy('home', { podSelector: SUBJECT, ingress: [{ from: [{ namespaceSelector: FRIEND }] }] })
  try {
    await expectWays({ open: ['friend/mate > home/subject:8080'], closed: ['stranger/mate > home/subject:8080'] })
    expect(await say()).toBe(true)
    await patchPolicy('home', { ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'stranger' } } }] }] })
    await expectWays({ open: ['stranger/mate > home/subject:8080'], closed: ['friend/mate > home/subject:8080'] })
    expect(await say()).toBe(false)
  } finally {
    await deletePolicy('home')
  }
  // The connection itself is as it was: what was said in the meantime is sent again.
  await waitFor('the connection to be heard again', async () => (await say()) === true)
})

/** Starts a pod whose first command, before anything else, opens a connection; resolves with what came of it. */
async function startKnocker(name: string): Promise<string> {
  const namespace = namespaces.home
  const command = ['sh', '-c', `echo knock | nc -w 1 ${pods['friend/mate'].address} 8080; true`]
  await createBox({ namespace, name, command, restartPolicy: 'Never' })
  await waitFor(`${name} to end`, async () => {
    const { status } = await requireObject(client, { apiVersion: 'v1', kind: 'Pod', namespace, name })
    return (status as { phase: string }).phase === 'Succeeded'
  })
  return (await kubectl(['logs', '-n', namespace, name])).stdout.trim()
}

test('a new pod is covered before its first packet', async () => {
  expect(await startKnocker('early')).toBe('knock')
  await createPolicy('home', { podSelector: {}, policyTypes: ['Egress'] })
  try {
    await expectWays({ open: ['friend/mate > home/mate:8080'], closed: ['home/mate > friend/mate:8080'] })
    const names = ['knocker-1', 'knocker-2']
    expect(await Promise.all(names.map(startKnocker))).toEqual(names.map(() => 'nc: timed out'))
  } finally {
    await deletePolicy('home')
  }
  expect(await startKnocker('late')).toBe('knock')
})
