import { expect, test } from 'vitest'
import { explainSet, explainPod } from './testing/explain-set.ts'
import { ago, deployment, event, pod, podWith, replicaSet, unscheduledPod } from './testing/objects.ts'
import { claim, LATE_CLASS, PENDING_CLAIM, WITH_DATA } from './testing/surroundings.ts'

const immediate = '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found'
const pending = (message = immediate) => unscheduledPod(message, { spec: WITH_DATA })
test('one that is not there', () => {
  const found = explainPod(pending('0/1 nodes are available: persistentvolumeclaim "data" not found.'))
  expect(found).toMatchObject({ state: 'failed', reason: 'volume-missing', parameters: { volume: 'data' } })
})

test('without the claims themselves, what the scheduler says of them counts', () => {
  const message = '0/1 nodes are available: persistentvolumeclaim "data" is being deleted.'
  expect(explainSet([deployment(), replicaSet(), pending(message)], { claims: undefined }).reason).toBe(
    'volume-deleting',
  )
})

test.each([
  [
    'is being deleted',
    claim({ metadata: { deletionTimestamp: ago(60), finalizers: ['kubernetes.io/pvc-protection'] } }),
    [],
    'volume-deleting',
  ],
  ['has lost its disk', claim({ status: { phase: 'Lost' } }), [], 'volume-lost'],
  [
    'is being made',
    claim({ ...PENDING_CLAIM, metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'node-1' } } }),
    [LATE_CLASS],
    'volume-being-made',
  ],
  [
    'cannot be made',
    claim(PENDING_CLAIM),
    [provisioningFailed('failed to provision volume: no space left in the pool')],
    'volume-provisioning-failed',
  ],
  [
    'cannot have the mode',
    claim(PENDING_CLAIM),
    [provisioningFailed('failed to provision volume: access mode ReadWriteMany is not supported')],
    'volume-mode-wrong',
  ],
  ['waits for somebody', claim(PENDING_CLAIM), [], 'volume-not-bound'],
])('one that %s', (_, one, more, reason) => {
  expect(explainPod(pending(), one, ...more).reason).toBe(reason)
})

test('one that gets its disk with this pod is no news while the pod finds no place for another reason', () => {
  expect(
    explainPod(pending('0/1 nodes are available: 1 Insufficient memory.'), claim(PENDING_CLAIM), LATE_CLASS).reason,
  ).toBe('too-little-memory')
})

test('one that another pod has alone', () => {
  const holder = pod({
    metadata: { name: 'notebook-1', uid: 'p-9', ownerReferences: [] },
    spec: WITH_DATA,
    status: { phase: 'Running' },
  })
  expect(explainPod(pending(), claim({ spec: { accessModes: ['ReadWriteOncePod'] } }), holder)).toMatchObject({
    reason: 'volume-in-use',
    parameters: { volume: 'data', pod: 'notebook-1' },
  })
})

test('one that the file browser has is let go of, so nobody is sent to stop it', () => {
  const server = pod({
    metadata: { name: 'moorage-files-1', uid: 'p-9', ownerReferences: [], labels: { 'moorage.dev/fileserver': 'rw' } },
    spec: WITH_DATA,
    status: { phase: 'Running' },
  })
  const forOne = claim({ spec: { accessModes: ['ReadWriteOncePod'] } })
  expect(explainPod(pending(), forOne, server)).toMatchObject({
    state: 'starting',
    reason: 'volume-in-files',
    nextStep: null,
  })
  // Where a program has it as well, that one is what has to be stopped.
  const holder = { ...server, metadata: { ...server.metadata, name: 'notebook-1', uid: 'p-8', labels: {} } }
  expect(explainPod(pending(), forOne, server, holder).reason).toBe('volume-in-use')
})

const creating = podWith({ waiting: { reason: 'ContainerCreating' } }, { spec: { ...WITH_DATA, nodeName: 'node-1' } })
const failedMount = (message: string, firstSeconds = 90) =>
  event({ reason: 'FailedMount', message, seconds: 5, firstSeconds })
test.each([
  [
    failedMount('MountVolume.SetUp failed for volume "config-map-0" : configmap "settings" not found'),
    'config-map-missing',
  ],
  [
    failedMount('MountVolume.SetUp failed for volume "volume-0" : references non-existent secret key: token'),
    'secret-key-missing',
  ],
  [failedMount('MountVolume.SetUp failed for volume "volume-0" : mount failed: exit status 32'), 'mount-failed'],
  [failedMount('MountVolume.SetUp failed for volume "volume-0" : mount failed: exit status 32', 6), 'mounting'],
  [
    failedMount('Unable to attach or mount volumes: unmounted volumes=[volume-0]: timed out waiting for the condition'),
    'mount-slow',
  ],
  [
    failedMount(
      'MountVolume.SetUp failed for volume "kube-api-access" : object "user-alice-storage"/"kube-root-ca.crt" not registered',
    ),
    'container-starting',
  ],
  [
    event({
      reason: 'FailedAttachVolume',
      message:
        'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t be attached to another',
    }),
    'volume-elsewhere',
  ],
  [
    event({
      reason: 'FailedCreatePodSandBox',
      message: 'Failed to create pod sandbox: rpc error: plugin type="ptp" failed',
      seconds: 2,
      firstSeconds: 60,
    }),
    'network-setup-failed',
  ],
])('mounting, %#: %o', (one, reason) => {
  expect(explainPod(creating, claim(), one).reason).toBe(reason)
})

test('a mount that has worked since is forgotten', () => {
  const pulling = event({ type: 'Normal', reason: 'Pulling', message: 'Pulling image "x:1"', seconds: 3 })
  expect(
    explainPod(creating, claim(), failedMount('MountVolume.SetUp failed for volume "volume-0" : mount failed'), pulling)
      .reason,
  ).toBe('image-pulling')
})

function provisioningFailed(message: string) {
  return event({
    object: { kind: 'PersistentVolumeClaim', name: 'data', uid: 'pvc-1' },
    reason: 'ProvisioningFailed',
    message,
    seconds: 5,
    firstSeconds: 60,
  })
}
