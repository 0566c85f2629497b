import { describe, expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { explain } from './explain.ts'
import { indexObjects } from './objects-index.ts'
import type { ClusterObjects } from './objects-index.ts'
import { toClusterObjects } from './objects-read.ts'
import {
  ago,
  claim,
  CONTAINER,
  deployment,
  event,
  LATE_CLASS,
  node,
  NOW_MS,
  PENDING_CLAIM,
  pod,
  podWith,
  READY_STATUS,
  replicaSet,
  unscheduledPod,
  WITH_DATA,
} from './testing/objects.ts'
import { readExplanation } from './testing/sentences.ts'

function explainSet(objects: KubeObject[], more: Partial<ClusterObjects> = {}) {
  const index = indexObjects({ ...toClusterObjects(objects), ...more })
  const [workload] = index.workloads
  if (!workload) throw new Error('there is nothing to explain')
  const explanation = explain(workload, index, NOW_MS)
  // Each of them has its sentences, with all that they are filled with.
  readExplanation(explanation)
  return explanation
}

/** A Deployment of one replica whose pod is this, with what else there is. */
const around = (one: KubeObject, ...more: KubeObject[]) =>
  explainSet([deployment(), replicaSet(), one, node(), ...more])

const waiting = (reason: string, message = '') => podWith({ waiting: { reason, message } })
const pulled = (answer: string) =>
  waiting(
    'ErrImagePull',
    `failed to pull and unpack image "registry.example/web:1.2": failed to resolve image: ${answer}`,
  )

describe('images', () => {
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
    [
      waiting('ErrImageNeverPull', 'Container image "x:1" is not present with pull policy of Never'),
      'image-not-on-node',
    ],
    [
      waiting(
        'ImagePullBackOff',
        'Back-off pulling image "a/b:1": ErrImagePull: failed to resolve reference "a/b:1": a/b:1: not found',
      ),
      'image-not-found',
    ],
  ])('%#: %o', (one, reason) => {
    expect(around(one).reason).toBe(reason)
  })

  test('the words of the image itself are no answer', () => {
    const one = waiting(
      'ErrImagePull',
      'failed to pull and unpack image "registry.example/unauthorized/x509:403": failed to resolve reference "registry.example/unauthorized/x509:403": registry.example/unauthorized/x509:403: not found',
    )
    expect(around(one).reason).toBe('image-not-found')
  })

  test('a cluster that says only that it waits is read by the event before', () => {
    const found = around(
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
    expect(around(one, pulling)).toMatchObject({ state: 'starting', reason, parameters: { seconds } })
  })
})

describe('containers that do not start', () => {
  const shim =
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: '
  const startError = (message: string) =>
    podWith(
      { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 20s restarting failed container' } },
      {
        status: {
          restartCount: 2,
          lastState: {
            terminated: {
              exitCode: 128,
              reason: 'StartError',
              message: shim + message,
              startedAt: '1970-01-01T00:00:00Z',
              finishedAt: ago(10),
            },
          },
        },
      },
    )
  test.each([
    [
      startError('error during container init: exec: "serve": executable file not found in $PATH'),
      'command-not-found',
      { command: 'serve' },
    ],
    [
      startError('error during container init: exec: "/app/run": stat /app/run: no such file or directory'),
      'command-not-found',
      { command: '/app/run' },
    ],
    [
      startError('error during container init: exec: "/app/run.sh": permission denied'),
      'command-not-permitted',
      { command: '/app/run.sh' },
    ],
    [startError('error during container init: exec /app/run: exec format error'), 'program-wrong-platform', {}],
    [
      startError('chdir to cwd ("/nowhere") set in config.json failed: no such file or directory'),
      'folder-missing',
      {},
    ],
    [
      waiting('RunContainerError', `${shim}exec: "serve": executable file not found in $PATH`),
      'command-not-found',
      { command: 'serve' },
    ],
    [waiting('CreateContainerError', 'context deadline exceeded'), 'container-refused', {}],
    [
      waiting('CreateContainerConfigError', 'configmap "settings" not found'),
      'config-map-missing',
      { object: 'settings' },
    ],
    [waiting('CreateContainerConfigError', 'secret "db" not found'), 'secret-missing', { object: 'db' }],
    [
      waiting('CreateContainerConfigError', "couldn't find key url in ConfigMap user-alice-storage/settings"),
      'config-key-missing',
      { key: 'url', object: 'settings' },
    ],
    [
      waiting('CreateContainerConfigError', "couldn't find key password in Secret user-alice-storage/db"),
      'secret-key-missing',
      { key: 'password', object: 'db' },
    ],
    [
      waiting(
        'CreateContainerConfigError',
        'container has runAsNonRoot and image will run as root (pod: "web", container: web)',
      ),
      'needs-root',
      {},
    ],
    [
      waiting('CreateContainerConfigError', 'failed to sync secret cache: timed out waiting for the condition'),
      'container-starting',
      {},
    ],
  ])('%#: %o', (one, reason, parameters) => {
    expect(around(one)).toMatchObject({ reason, parameters })
  })

  test('what nobody has heard of is unknown, with the facts', () => {
    expect(around(waiting('SomethingNew', 'never seen'))).toMatchObject({
      state: 'unknown',
      reason: 'unknown',
      evidence: [{ text: 'SomethingNew never seen' }],
    })
  })
})

describe('containers that end', () => {
  const ended = (
    exitCode: number,
    more: { restarts?: number; reason?: string; message?: string; limits?: Record<string, string> } = {},
  ) =>
    podWith(
      { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container=web' } },
      {
        status: {
          restartCount: more.restarts ?? 1,
          lastState: {
            terminated: {
              exitCode,
              reason: more.reason ?? (exitCode === 0 ? 'Completed' : 'Error'),
              message: more.message,
              startedAt: ago(12),
              finishedAt: ago(11),
            },
          },
        },
      },
    )
  test.each([
    [ended(0, { restarts: 3 }), 'exits-at-once', {}],
    [ended(1), 'exits-with-error', { exitCode: 1, restarts: 1 }],
    [ended(1, { restarts: 5 }), 'crash-loop', { exitCode: 1, restarts: 5 }],
    [ended(137, { reason: 'OOMKilled' }), 'oom-killed', { limit: '256 MiB' }],
  ])('%#: %o', (one, reason, parameters) => {
    expect(around(one)).toMatchObject({ state: 'failed', reason, parameters })
  })

  test('the last lines of the log are the evidence, and exit codes with a meaning are causes', () => {
    const found = around(ended(127, { message: 'sh: serve: not found' }))
    expect(found.evidence[0]).toMatchObject({
      source: 'container',
      object: 'Pod/web-5d4f-abcde/web',
      text: 'sh: serve: not found',
    })
    expect(found.causes).toEqual([{ catalogue: 'causes', code: 'exit-127', parameters: { exitCode: 127 } }])
  })

  test('a program that runs again for a moment has not recovered', () => {
    const again = (seconds: number) =>
      podWith(
        { running: { startedAt: ago(seconds) } },
        {
          status: {
            ready: true,
            started: true,
            restartCount: 4,
            lastState: {
              terminated: { exitCode: 1, reason: 'Error', startedAt: ago(99), finishedAt: ago(seconds + 1) },
            },
          },
          pod: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: ago(seconds) }] },
        },
      )
    const ready = (one: KubeObject) => explainSet([deployment({ status: READY_STATUS }), replicaSet(), one, node()])
    expect(ready(again(5))).toMatchObject({ state: 'degraded', reason: 'crash-loop' })
    expect(ready(again(90))).toMatchObject({ state: 'running', reason: 'running' })
  })

  test('a node without memory is another matter than a container without', () => {
    const one = ended(137, { reason: 'OOMKilled' })
    const ofNode = event({
      object: { kind: 'Node', name: 'node-1', uid: 'node-1' },
      reason: 'SystemOOM',
      message: 'System OOM encountered, victim process: node, pid: 7',
      seconds: 12,
    })
    expect(around(one, ofNode)).toMatchObject({ reason: 'oom-killed-node', parameters: { node: 'node-1' } })
  })

  test('a full volume is named only when it was measured or said', () => {
    const write = ended(1, { message: 'Error: ENOSPC: no space left on device, write' })
    const one = { ...write, spec: { ...(write.spec as object), ...WITH_DATA } }
    const objects = [deployment(), replicaSet(), one, node(), claim()]
    const usage = new Map([['user-alice-storage/data', { usedBytes: 999, capacityBytes: 1000 }]])
    expect(explainSet(objects, { usage })).toMatchObject({
      reason: 'volume-full',
      parameters: { volume: 'data' },
      nextStep: { code: 'open-volume', target: 'data' },
    })
    expect(explainSet(objects)).toMatchObject({ reason: 'exits-with-error' })
  })

  test('restarted because it stopped answering', () => {
    const killing = event({
      type: 'Normal',
      reason: 'Killing',
      message: 'Container web failed liveness probe, will be restarted',
      seconds: 15,
    })
    expect(around(ended(137), killing)).toMatchObject({ reason: 'restarted-by-probe', state: 'failed' })
  })
})

describe('pods that were ended', () => {
  const failed = (status: Record<string, unknown>) => pod({ status: { phase: 'Failed', ...status } })
  test.each([
    [
      failed({
        reason: 'Evicted',
        message:
          'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container web was using 300Mi, request is 256Mi, has larger consumption of memory. ',
      }),
      'evicted-memory',
      {},
    ],
    [
      failed({
        reason: 'Evicted',
        message: 'The node was low on resource: ephemeral-storage. Threshold quantity: 1, available: 0. ',
      }),
      'evicted-disk',
      {},
    ],
    [
      failed({
        reason: 'Evicted',
        message: 'Pod ephemeral local storage usage exceeds the total limit of containers 2Gi. ',
      }),
      'scratch-full',
      { limit: '2Gi' },
    ],
    [
      failed({ reason: 'Evicted', message: 'Usage of EmptyDir volume "scratch-0" exceeds the limit "100Mi". ' }),
      'scratch-full',
      { limit: '100Mi' },
    ],
    [failed({ reason: 'Evicted', message: 'something else' }), 'evicted', {}],
    [
      failed({
        conditions: [
          {
            type: 'DisruptionTarget',
            status: 'True',
            reason: 'PreemptionByScheduler',
            message: 'default-scheduler: preempting',
            lastTransitionTime: ago(5),
          },
        ],
      }),
      'preempted',
      {},
    ],
    [
      failed({ reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' }),
      'pod-time-limit',
      {},
    ],
    [
      failed({
        conditions: [
          {
            type: 'DisruptionTarget',
            status: 'True',
            reason: 'EvictionByEvictionAPI',
            message: 'Eviction API: evicting',
            lastTransitionTime: ago(5),
          },
        ],
      }),
      'evicted',
      {},
    ],
    [failed({}), 'unknown', {}],
  ])('%#: %o', (one, reason, parameters) => {
    expect(around(one)).toMatchObject({ reason, parameters })
  })

  test('what was replaced is history', () => {
    const evicted = failed({ reason: 'Evicted', message: 'The node was low on resource: memory.' })
    const running = {
      ...podWith(
        { running: { startedAt: ago(100) } },
        { status: { ready: true, started: true }, pod: { conditions: [{ type: 'Ready', status: 'True' }] } },
      ),
    }
    const other = { ...running, metadata: { ...running.metadata, name: 'web-5d4f-zzzzz', uid: 'p-2' } }
    expect(explainSet([deployment({ status: READY_STATUS }), replicaSet(), evicted, other, node()]).reason).toBe(
      'running',
    )
  })
})

describe('pods without a node', () => {
  const tail = ' preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.'
  test.each([
    ['0/3 nodes are available: 3 Insufficient cpu.', 'too-little-cpu'],
    ['0/3 nodes are available: 3 Insufficient memory.', 'too-little-memory'],
    ['0/3 nodes are available: 3 Insufficient nvidia.com/gpu.', 'too-little-gpu'],
    ['0/3 nodes are available: 3 Insufficient ephemeral-storage.', 'too-little-scratch'],
    ['0/3 nodes are available: 3 Too many pods.', 'too-many-pods'],
    ['0/3 nodes are available: 3 node(s) had untolerated taint(s).', 'node-taints'],
    ['0/3 nodes are available: 3 node(s) had untolerated taint {dedicated: gpu}.', 'node-taints'],
    ["0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.", 'node-selector'],
    ['0/3 nodes are available: 3 node(s) were unschedulable.', 'nodes-closed'],
    ['0/3 nodes are available: 3 node(s) had volume node affinity conflict.', 'volume-elsewhere'],
    ["0/3 nodes are available: 3 node(s) didn't match PersistentVolume's node affinity.", 'volume-elsewhere'],
    ["0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind.", 'volume-not-bound'],
    [
      '0/3 nodes are available: 3 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod.',
      'volume-in-use',
    ],
    ['0/3 nodes are available: 1 node(s) did something new, 2 Insufficient cpu.', 'no-node-fits'],
    ['no nodes available to schedule pods', 'no-nodes'],
    ['the scheduler has learnt new words', 'unknown'],
    ['0/3 nodes are available: 3 node(s) did something new.', 'unknown'],
  ])('%s', (message, reason) => {
    expect(around(unscheduledPod(`${message}${message.startsWith('0/') ? tail : ''}`)).reason).toBe(reason)
  })

  test('each cause has its number of nodes', () => {
    const found = around(
      unscheduledPod(
        `0/6 nodes are available: 1 node(s) had volume node affinity conflict, 2 node(s) had untolerated taint {dedicated: gpu}, 3 Insufficient nvidia.com/gpu.${tail}`,
      ),
    )
    expect(found).toMatchObject({ state: 'waiting', reason: 'no-node-fits', parameters: { nodes: 6 } })
    expect(found.causes).toEqual([
      { catalogue: 'causes', code: 'volume', parameters: { nodes: 1, detail: '' } },
      { catalogue: 'causes', code: 'taint', parameters: { nodes: 2, detail: 'dedicated' } },
      { catalogue: 'causes', code: 'gpu', parameters: { nodes: 3, detail: 'nvidia.com/gpu' } },
    ])
  })

  test('the first seconds alarm nobody', () => {
    expect(around(unscheduledPod('0/1 nodes are available: 1 Insufficient cpu.', { seconds: 2 }))).toMatchObject({
      state: 'starting',
      reason: 'waiting-for-node',
    })
  })
})

describe('volumes', () => {
  const immediate = '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found'
  const pending = (message = immediate) => unscheduledPod(message, { spec: WITH_DATA })
  test('one that is not there', () => {
    const found = around(pending('0/1 nodes are available: persistentvolumeclaim "data" not found.'))
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
    expect(around(pending(), one, ...more).reason).toBe(reason)
  })

  test('one that gets its disk with this pod is no news while the pod finds no place for another reason', () => {
    expect(
      around(pending('0/1 nodes are available: 1 Insufficient memory.'), claim(PENDING_CLAIM), LATE_CLASS).reason,
    ).toBe('too-little-memory')
  })

  test('one that another pod has alone', () => {
    const holder = pod({
      metadata: { name: 'notebook-1', uid: 'p-9', ownerReferences: [] },
      spec: WITH_DATA,
      status: { phase: 'Running' },
    })
    expect(around(pending(), claim({ spec: { accessModes: ['ReadWriteOncePod'] } }), holder)).toMatchObject({
      reason: 'volume-in-use',
      parameters: { volume: 'data', pod: 'notebook-1' },
    })
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
      failedMount(
        'Unable to attach or mount volumes: unmounted volumes=[volume-0]: timed out waiting for the condition',
      ),
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
    expect(around(creating, claim(), one).reason).toBe(reason)
  })

  test('a mount that has worked since is forgotten', () => {
    const pulling = event({ type: 'Normal', reason: 'Pulling', message: 'Pulling image "x:1"', seconds: 3 })
    expect(
      around(creating, claim(), failedMount('MountVolume.SetUp failed for volume "volume-0" : mount failed'), pulling)
        .reason,
    ).toBe('image-pulling')
  })
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

describe('pods that were refused', () => {
  const refused = (message: string) =>
    explainSet([
      deployment(),
      replicaSet({
        status: {
          replicas: 0,
          conditions: [
            { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message, lastTransitionTime: ago(20) },
          ],
        },
      }),
    ])
  const pods = 'pods "web-5d4f-abcde" is forbidden: '
  test.each([
    [
      `${pods}exceeded quota: moorage-compute, requested: limits.cpu=1,limits.memory=2Gi, used: limits.cpu=8,limits.memory=15Gi, limited: limits.cpu=8,limits.memory=16Gi`,
      'quota-exceeded',
      { quota: 'moorage-compute', resource: 'cpu', requested: '1 CPU', used: '8 CPU', limit: '8 CPU' },
    ],
    [`${pods}failed quota: moorage-compute: must specify limits.cpu for: web`, 'creation-refused', {}],
    [
      `${pods}maximum memory usage per Container is 1.5Gi, but limit is 2.5Gi`,
      'limit-range-refused',
      { bound: 'maximum', resource: 'memory', limit: '1.5 GiB', asked: '2.5 GiB' },
    ],
    [
      `${pods}[minimum cpu usage per Container is 100m, but request is 10m, maximum memory usage per Pod is 1Gi, but limit is 2Gi]`,
      'limit-range-refused',
      { bound: 'minimum', resource: 'cpu', asked: '0.01 CPU' },
    ],
    [
      `${pods}violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)`,
      'pod-security-refused',
      { level: 'restricted' },
    ],
    [
      `${pods}ValidatingAdmissionPolicy 'moorage-pods' with binding 'moorage-pods' denied request: Pods in spaces take no ports of the node.`,
      'policy-refused',
      { policy: 'moorage-pods', detail: 'Pods in spaces take no ports of the node.' },
    ],
    [
      'admission webhook "check.example" denied the request: no',
      'policy-refused',
      { policy: 'check.example', detail: 'no' },
    ],
    [`${pods}error looking up service account`, 'creation-refused', {}],
  ])('%s', (message, reason, parameters) => {
    expect(refused(message)).toMatchObject({ reason, parameters })
  })

  test('all that is too large is a cause of its own', () => {
    const found = refused(
      `${pods}exceeded quota: q, requested: limits.cpu=1,pods=1, used: limits.cpu=8,pods=10, limited: limits.cpu=8,pods=10`,
    )
    expect(found.causes.map(({ parameters }) => parameters.resource)).toEqual(['cpu', 'pods'])
  })

  test('a second pod that is refused does not stop the first', () => {
    const running = podWith(
      { running: { startedAt: ago(200) } },
      { status: { ready: true, started: true }, pod: { conditions: [{ type: 'Ready', status: 'True' }] } },
    )
    const found = explainSet([
      deployment({ spec: { replicas: 2 }, status: READY_STATUS }),
      replicaSet({ spec: { replicas: 2 } }),
      running,
      node(),
      event({
        object: { kind: 'ReplicaSet', name: 'web-5d4f', uid: 'rs-1' },
        reason: 'FailedCreate',
        message: `Error creating: ${pods}exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1`,
      }),
    ])
    expect(found).toMatchObject({ state: 'degraded', reason: 'quota-exceeded', parameters: { ready: 1, wanted: 2 } })
  })
})

describe('programs that do not answer', () => {
  const running = (seconds: number) => podWith({ running: { startedAt: ago(seconds) } }, { status: { started: true } })
  const unhealthy = (message: string, seconds = 5) =>
    event({ reason: 'Unhealthy', message, seconds, firstSeconds: 60, count: 9 })
  const refused = unhealthy(
    'Readiness probe failed: Get "http://10.244.0.7:8080/": dial tcp 10.244.0.7:8080: connect: connection refused',
  )
  test.each([
    [running(100), refused, 'probe-refused', { port: 8080 }],
    [
      running(100),
      unhealthy('Readiness probe failed: HTTP probe failed with statuscode: 500'),
      'probe-status',
      { status: '500' },
    ],
    [
      running(100),
      unhealthy(
        'Readiness probe failed: Get "http://10.244.0.7:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
      ),
      'probe-timeout',
      {},
    ],
    [running(100), unhealthy('Readiness probe failed: cat: /tmp/ready: No such file'), 'probe-failed', {}],
    [running(5), refused, 'waiting-for-ready', {}],
    [
      running(600),
      unhealthy('Readiness probe failed: HTTP probe failed with statuscode: 500', 300),
      'waiting-for-ready',
      {},
    ],
  ])('%#', (one, said, reason, parameters) => {
    expect(around(one, said)).toMatchObject({ reason, parameters })
  })

  test.each([
    [[{ port: 8080, isLoopback: true }], 'listens-on-loopback', ''],
    [[{ port: 3000, isLoopback: false }], 'wrong-port', '3000'],
    [[{ port: 8080, isLoopback: false }], 'probe-refused', ''],
    [[], 'probe-refused', ''],
  ])('who looked inside knows more: %j is %s', (sockets, reason, otherPorts) => {
    const objects = [deployment(), replicaSet(), running(100), refused, node()]
    expect(explainSet(objects, { listeners: new Map([['p-1', sockets]]) })).toMatchObject({
      reason,
      parameters: { otherPorts },
    })
  })
})

describe('the whole', () => {
  const ready = podWith(
    { running: { startedAt: ago(200) } },
    {
      status: { ready: true, started: true },
      pod: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: ago(190) }] },
    },
  )
  const all = (...more: KubeObject[]) => [deployment({ status: READY_STATUS }), replicaSet(), ready, node(), ...more]

  test('what runs, runs, whatever was said before', () => {
    const noise = [
      event({ reason: 'Unhealthy', message: 'Startup probe failed: connection refused', seconds: 195 }),
      event({ reason: 'BackOff', message: 'Back-off restarting failed container', seconds: 250 }),
      event({ reason: 'FailedScheduling', message: '0/1 nodes are available: 1 Insufficient cpu.', seconds: 280 }),
    ]
    expect(explainSet(all(...noise))).toEqual({
      state: 'running',
      reason: 'running',
      parameters: { ready: 1, wanted: 1 },
      causes: [],
      evidence: [],
      nextStep: null,
      since: ago(200),
    })
  })

  test('nobody has made anything yet', () => {
    expect(explainSet([deployment({ status: { observedGeneration: 0, conditions: [] } })])).toMatchObject({
      state: 'starting',
      reason: 'accepted',
    })
  })

  test('scaled to nothing', () => {
    const none = deployment({ spec: { replicas: 0 }, status: { replicas: 0, conditions: [] } })
    expect(explainSet([none, replicaSet({ spec: { replicas: 0 } })])).toMatchObject({
      state: 'stopped',
      nextStep: { code: 'start' },
    })
    const leaving = { ...ready, metadata: { ...ready.metadata, deletionTimestamp: ago(3) } }
    expect(explainSet([none, replicaSet(), leaving, node()])).toMatchObject({ state: 'stopping', reason: 'stopping' })
  })

  test('a new version that fails beside an old one that serves', () => {
    const newSet = replicaSet({
      metadata: { name: 'web-77', uid: 'rs-2', annotations: { 'deployment.kubernetes.io/revision': '2' } },
    })
    const bad = pulled('registry.example/web:2: not found')
    const newPod = {
      ...bad,
      metadata: {
        ...bad.metadata,
        name: 'web-77-x',
        uid: 'p-2',
        ownerReferences: newSet.metadata.ownerReferences?.map((one) => ({ ...one, uid: 'rs-2' })),
      },
    }
    expect(explainSet([...all(), newSet, newPod])).toMatchObject({ state: 'degraded', reason: 'image-not-found' })
  })

  test('a machine that is not heard of', () => {
    const objects = [deployment({ status: READY_STATUS }), replicaSet(), ready]
    expect(explainSet([...objects, node({ isReady: false })])).toMatchObject({
      state: 'degraded',
      reason: 'node-not-ready',
      parameters: { node: 'node-1' },
    })
    expect(explainSet([...objects, node({ isReady: false, seconds: 1 })]).reason).toBe('running')
  })

  test.each([
    [{ deletionTimestamp: ago(10), finalizers: ['foregroundDeletion'] }, 'deleting'],
    [{ deletionTimestamp: ago(500), finalizers: ['example.org/hold'] }, 'stuck-on-finalizer'],
  ])('deleting with %j is %s', (metadata, reason) => {
    expect(explainSet([deployment({ metadata })])).toMatchObject({ state: 'deleting', reason })
  })

  test('a pod that does not go', () => {
    const going = (metadata: object) => ({
      ...ready,
      metadata: { ...ready.metadata, deletionTimestamp: ago(600), ...metadata },
    })
    const gone = deployment({ metadata: { deletionTimestamp: ago(700) } })
    expect(explainSet([gone, replicaSet(), going({}), node({ isReady: false })])).toMatchObject({
      reason: 'stuck-on-node',
    })
    expect(explainSet([gone, replicaSet(), going({ finalizers: ['example.org/hold'] }), node()])).toMatchObject({
      reason: 'stuck-on-finalizer',
      parameters: { finalizer: 'example.org/hold' },
    })
    expect(explainSet([gone, replicaSet(), going({}), node()])).toMatchObject({ reason: 'stuck-terminating' })
  })

  test('a rollout that the cluster has given up', () => {
    const conditions = [
      {
        type: 'Progressing',
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: 'ReplicaSet "web" has timed out progressing.',
        lastTransitionTime: ago(20),
      },
    ]
    expect(explainSet([deployment({ status: { conditions } }), replicaSet({ spec: { replicas: 0 } })])).toMatchObject({
      state: 'failed',
      reason: 'rollout-stuck',
    })
  })

  const marks = {
    labels: { 'moorage.dev/launch': '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00' },
    namespace: 'user-alice-storage',
    creationTimestamp: ago(280),
  }
  const service = (selector: Record<string, string>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', ...marks },
    spec: { selector, ports: [{ port: 8080 }] },
  })
  test('a service that leads nowhere, and one that does not', () => {
    expect(explainSet(all(service({ 'moorage.dev/workload': 'other' })))).toMatchObject({
      state: 'running',
      reason: 'service-without-endpoints',
      parameters: { service: 'web' },
    })
    expect(explainSet(all(service({ 'moorage.dev/workload': 'web' }))).reason).toBe('running')
  })

  test('an ingress without an address', () => {
    const ingress = (ip?: string): KubeObject => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web', ...marks },
      spec: { rules: [{ host: 'web.example' }] },
      status: { loadBalancer: ip ? { ingress: [{ ip }] } : {} },
    })
    expect(explainSet(all(ingress()))).toMatchObject({
      reason: 'ingress-without-address',
      parameters: { host: 'web.example' },
    })
    expect(explainSet(all(ingress('10.0.0.1'))).reason).toBe('running')
  })

  test('an init container is looked at too', () => {
    const one = pod({
      spec: { initContainers: [CONTAINER] },
      status: {
        initContainerStatuses: [
          {
            name: 'setup',
            image: 'x:1',
            ready: false,
            restartCount: 4,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { exitCode: 2, reason: 'Error', finishedAt: ago(5) } },
          },
        ],
        containerStatuses: [
          {
            name: 'web',
            image: 'x:1',
            ready: false,
            restartCount: 0,
            state: { waiting: { reason: 'PodInitializing' } },
          },
        ],
      },
    })
    expect(around(one)).toMatchObject({ reason: 'crash-loop', parameters: { container: 'setup', exitCode: 2 } })
  })
})
