import { describe, expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { explainSet, explainPod, waiting } from './testing/explain-set.ts'
import { ago, deployment, event, podWith, READY_STATUS, replicaSet } from './testing/objects.ts'
import { claim, node, WITH_DATA } from './testing/surroundings.ts'

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
    expect(explainPod(one)).toMatchObject({ reason, parameters })
  })

  test('what nobody has heard of is unknown, with the facts', () => {
    expect(explainPod(waiting('SomethingNew', 'never seen'))).toMatchObject({
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
    expect(explainPod(one)).toMatchObject({ state: 'failed', reason, parameters })
  })

  test('the last lines of the log are the evidence, and exit codes with a meaning are causes', () => {
    const found = explainPod(ended(127, { message: 'sh: serve: not found' }))
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
    expect(explainPod(one, ofNode)).toMatchObject({ reason: 'oom-killed-node', parameters: { node: 'node-1' } })
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

  test.each([
    ["dd: error writing '/data/fill': No space left on device", 'volume-full'],
    ['ENOSPC: no space left on device, write /data', 'volume-full'],
    ['write /database/log: no space left on device', 'exits-with-error'],
    ['write /var/data/log: no space left on device', 'exits-with-error'],
  ])('%s', (message, reason) => {
    const mounts = { volumeMounts: [{ name: 'volume-0', mountPath: '/data' }] }
    const write = ended(1, { message })
    const spec = write.spec as { containers: object[] }
    const containers = spec.containers.map((one) => ({ ...one, ...mounts }))
    const one = { ...write, spec: { ...spec, ...WITH_DATA, containers } }
    expect(explainSet([deployment(), replicaSet(), one, node(), claim()]).reason).toBe(reason)
  })

  test('restarted because it stopped answering', () => {
    const killing = event({
      type: 'Normal',
      reason: 'Killing',
      message: 'Container web failed liveness probe, will be restarted',
      seconds: 15,
    })
    expect(explainPod(ended(137), killing)).toMatchObject({ reason: 'restarted-by-probe', state: 'failed' })
  })
})
