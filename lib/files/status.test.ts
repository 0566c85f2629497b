import { expect, test } from 'vitest'
import type { Claim } from '#lib/storage/objects-claims.ts'
import type { ServerJob, ServerPod } from './objects-servers.ts'
import { getVersion, judgeServer } from './status.ts'
import type { ServerFacts } from './status.ts'

const claim: Claim = {
  namespace: 'user-alice-storage',
  name: 'disk',
  uid: 'u',
  resourceVersion: '1',
  createdAt: '2026-01-01T00:00:00Z',
  isManaged: true,
  isPrimary: true,
  title: null,
  launchId: null,
  storageClass: 'standard',
  accessModes: ['ReadWriteOnce'],
  state: 'bound',
  isDeleting: false,
  hasNode: true,
  requestedBytes: 1,
  capacityBytes: 1,
  growth: 'none',
}

const job: ServerJob = {
  namespace: claim.namespace,
  name: 'moorage-files-1',
  uid: 'j',
  resourceVersion: '1',
  createdAt: '2026-01-01T00:00:00Z',
  kind: 'user',
  mode: 'rw',
  volume: claim.name,
  volumeUid: claim.uid,
  settingsHash: 'x',
  portalUrl: 'https://moorage.example.org',
  baseUrl: 'https://files.example.net/moorage-files-1',
  keyIds: ['one'],
  boundNode: null,
  isFinished: false,
  hasFailed: false,
  isDeleting: false,
}

const pod: ServerPod = {
  namespace: claim.namespace,
  name: 'moorage-files-1-abc',
  uid: 'p',
  jobUid: 'j',
  nodeName: 'node-1',
  ip: '10.0.0.1',
  phase: 'Running',
  isDeleting: false,
  scheduledAt: '2026-01-01T00:00:01Z',
  unschedulable: null,
  runningSince: '2026-01-01T00:00:02Z',
  containerId: 'c',
  restarts: 0,
  waiting: null,
  lastWords: null,
}

const facts: ServerFacts = {
  claim,
  job,
  pod,
  events: [],
  mounts: [],
  readyAt: '2026-01-01T00:00:03Z',
  ageMs: 3000,
  otherPortal: null,
  isNodeAway: false,
}
const waitingPod: ServerPod = { ...pod, runningSince: null, ip: null }
const judge = (changes: Partial<ServerFacts>) => judgeServer({ ...facts, ...changes })

test('a server that was reached is ready, with the times of its steps', () => {
  expect(judge({})).toEqual({
    state: 'ready',
    reason: null,
    steps: [
      { id: 'volume', state: 'done', at: pod.scheduledAt },
      { id: 'place', state: 'done', at: pod.scheduledAt },
      { id: 'container', state: 'done', at: pod.runningSince },
      { id: 'ready', state: 'done', at: facts.readyAt },
    ],
  })
})

test('one that starts says how far it is', () => {
  const states = (changes: Partial<ServerFacts>) => judge({ readyAt: null, ...changes }).steps.map(({ state }) => state)
  expect(states({ pod: undefined, claim: { ...claim, state: 'pending' } })).toEqual([
    'now',
    'waiting',
    'waiting',
    'waiting',
  ])
  expect(states({ pod: { ...waitingPod, nodeName: null } })).toEqual(['done', 'now', 'waiting', 'waiting'])
  expect(states({ pod: waitingPod })).toEqual(['done', 'done', 'now', 'waiting'])
  expect(states({})).toEqual(['done', 'done', 'done', 'now'])
})

test('without a Job, or with one that ended well, there is none', () => {
  expect(judge({ job: undefined, pod: undefined, readyAt: null }).state).toBe('absent')
  expect(judge({ job: { ...job, isFinished: true }, readyAt: null }).state).toBe('absent')
})

const word = (reason: string, message: string) => [{ reason, message }]

test.each<[string, string, Partial<ServerFacts>]>([
  ['blocked', 'volume-deleting', { claim: { ...claim, isDeleting: true } }],
  ['blocked', 'volume-lost', { claim: { ...claim, state: 'lost' } }],
  [
    'blocked',
    'quota',
    { pod: undefined, events: word('FailedCreate', 'pods "x" is forbidden: exceeded quota: moorage-files') },
  ],
  ['blocked', 'refused', { pod: undefined, events: word('FailedCreate', 'violates PodSecurity') }],
  [
    'blocked',
    'image-missing',
    { pod: { ...waitingPod, waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } },
  ],
  [
    'blocked',
    'no-node',
    { pod: { ...waitingPod, nodeName: null, unschedulable: '0/1 nodes are available: 1 Insufficient memory.' } },
  ],
  [
    'blocked',
    'no-room-there',
    { job: { ...job, boundNode: 'node-2' }, pod: { ...waitingPod, nodeName: null, unschedulable: '0/2 nodes are' } },
  ],
  [
    'blocked',
    'node-away',
    {
      job: { ...job, boundNode: 'node-2' },
      pod: { ...waitingPod, nodeName: null, unschedulable: '0/2 nodes are' },
      isNodeAway: true,
    },
  ],
  [
    'starting',
    'volume-unbound',
    { pod: { ...waitingPod, nodeName: null, unschedulable: 'pod has unbound immediate PersistentVolumeClaims' } },
  ],
  ['blocked', 'mount-failed', { pod: waitingPod, events: word('FailedMount', 'MountVolume.SetUp failed') }],
  [
    'starting',
    'attached-elsewhere',
    { pod: waitingPod, events: word('FailedAttachVolume', 'Multi-Attach error for volume "x"') },
  ],
  ['blocked', 'server-failed', { pod: { ...waitingPod, waiting: { reason: 'CrashLoopBackOff', message: '' } } }],
  ['blocked', 'server-failed', { job: { ...job, hasFailed: true, isFinished: true }, pod: undefined }],
  ['starting', 'unreachable', { ageMs: 60_000 }],
  ['starting', 'ending', { job: { ...job, isDeleting: true } }],
])('%s, because of %s', (state, code, changes) => {
  expect(judge({ readyAt: null, ...changes })).toMatchObject({ state, reason: { code } })
})

test('a server of another portal names that, until it ends', () => {
  const portal = 'https://old.example.org'
  const known = { readyAt: null, otherPortal: portal }
  expect(judge(known)).toMatchObject({ state: 'blocked', reason: { code: 'other-portal', parameters: { portal } } })
  expect(judge({ ...known, job: { ...job, isDeleting: true } }).reason?.code).toBe('ending')
  expect(judge({ ...known, job: { ...job, isFinished: true } }).state).toBe('absent')
})

test('a volume for one pod alone names who has it', () => {
  const mounts = [{ pod: 'box', workload: 'notebook', workloadKind: null, since: null, isFileServer: false }]
  const forOne = { ...claim, accessModes: ['ReadWriteOncePod'] }
  expect(judge({ claim: forOne, mounts, job: undefined, pod: undefined, readyAt: null })).toMatchObject({
    state: 'blocked',
    reason: { code: 'volume-in-use', parameters: { users: 'notebook' } },
  })
  expect(judge({ mounts }).state).toBe('ready')
})

test('the version follows what is shown', () => {
  const base = { space: 'u/alice', volume: 'disk', title: null, volumeUid: 'u', mode: 'rw', baseUrl: null } as const
  const ready = getVersion({ ...base, ...judge({}) })
  expect(getVersion({ ...base, ...judge({}) })).toBe(ready)
  expect(getVersion({ ...base, ...judge({ readyAt: null }) })).not.toBe(ready)
})
