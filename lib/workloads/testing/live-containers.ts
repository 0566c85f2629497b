import type { LiveCase } from './live-case.ts'
import { failing, filling, MEMORY_SCRIPT, shell } from './live-programs.ts'

/** The toolbox again, but its user is root. */
export const ROOT_IMAGE = 'moorage.dev/recording-root:1'

export const CONTAINER_CASES: LiveCase[] = [
  {
    name: 'command-not-found',
    how: 'A command that is not in the image',
    fields: { command: ['serve-it', '--port', '80'] },
    expected: { state: 'failed', reason: 'command-not-found', parameters: { command: 'serve-it' } },
  },
  {
    name: 'command-not-permitted',
    how: 'A file without the right to be run as the command',
    fields: { command: ['/config/run.sh'], files: [{ name: 'run.sh', text: '#!/bin/sh\necho hello\n' }] },
    expected: { state: 'failed', reason: 'command-not-permitted', parameters: { command: '/config/run.sh' } },
  },
  {
    name: 'program-wrong-platform',
    how: 'A file that is no program of these processors as the command',
    fields: { command: ['/config/run'], files: [{ name: 'run', text: 'not a program' }] },
    podSpec: { volumes: [{ name: 'files', configMap: { name: 'program-wrong-platform-files', defaultMode: 0o755 } }] },
    expected: { state: 'failed', reason: 'program-wrong-platform' },
  },
  {
    name: 'needs-root',
    how: 'No user chosen, and an image that starts as root',
    fields: { image: ROOT_IMAGE, userId: null },
    expected: { state: 'failed', reason: 'needs-root' },
  },
  {
    name: 'exits-at-once',
    how: 'A service whose program ends with 0',
    fields: { command: shell('echo all done') },
    expected: { state: 'failed', reason: 'exits-at-once' },
  },
  {
    name: 'exits-with-error',
    how: 'A program that ends with 3 after a quarter of a minute',
    fields: { command: failing(3, 'there is no database', 15) },
    expected: { state: 'failed', reason: 'exits-with-error', parameters: { exitCode: 3 } },
  },
  {
    name: 'crash-loop',
    how: 'A program that ends with 127, again and again',
    fields: { command: shell('exec nonsense') },
    expected: { state: 'failed', reason: 'crash-loop', parameters: { exitCode: 127 } },
  },
  {
    name: 'oom-killed',
    how: 'A program that fills its memory',
    fields: { command: MEMORY_SCRIPT },
    expected: { state: 'failed', reason: 'oom-killed', parameters: { limit: '64 MiB' } },
  },
  {
    name: 'scratch-full',
    how: 'A job that writes more into its scratch space than that holds',
    kind: 'job',
    fields: {
      command: shell('dd if=/dev/zero of=/scratch/fill bs=1M count=40; sleep 300'),
      mounts: [{ source: 'scratch', path: '/scratch', size: '16Mi' }],
      retries: 0,
    },
    expected: { state: 'failed', reason: 'job-back-off-limit', causes: [{ code: 'scratch-full' }] },
  },
  {
    name: 'service-evicted',
    how: 'A service that writes more into its scratch space than that holds, each time anew',
    fields: {
      command: shell('dd if=/dev/zero of=/scratch/fill bs=1M count=40; exec sleep 300'),
      mounts: [{ source: 'scratch', path: '/scratch', size: '16Mi' }],
    },
    expected: { state: 'degraded', reason: 'scratch-full', parameters: { limit: '16Mi' } },
  },
  {
    name: 'disk-limit',
    how: 'A job that writes more into its container than its limit of ephemeral storage',
    kind: 'job',
    fields: { command: shell('dd if=/dev/zero of=/tmp/fill bs=1M count=60; exec sleep 300'), retries: 0 },
    container: {
      resources: {
        requests: { cpu: '10m', memory: '64Mi', 'ephemeral-storage': '1Mi' },
        limits: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '20Mi' },
      },
    },
    expected: { state: 'failed', reason: 'job-back-off-limit', causes: [{ code: 'scratch-full' }] },
  },
  {
    name: 'config-map-missing',
    how: 'A variable from a ConfigMap that does not exist',
    fields: { environment: [{ source: 'config-map', name: 'URL', object: 'settings', key: 'url' }] },
    expected: { state: 'failed', reason: 'config-map-missing', parameters: { object: 'settings' } },
  },
  {
    name: 'config-key-missing',
    how: 'A variable from a key that the ConfigMap does not have',
    fields: {
      environment: [{ source: 'config-map', name: 'URL', object: 'config-key-missing-settings', key: 'url' }],
    },
    before: ({ namespace }) => [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'config-key-missing-settings', namespace },
        data: { address: 'x' },
      },
    ],
    expected: { state: 'failed', reason: 'config-key-missing', parameters: { key: 'url' } },
  },
  {
    name: 'secret-missing',
    how: 'All variables from a Secret that does not exist',
    fields: { environmentSets: [{ source: 'secret', object: 'database' }] },
    expected: { state: 'failed', reason: 'secret-missing', parameters: { object: 'database' } },
  },
  {
    name: 'secret-key-missing',
    how: 'A variable from a key that the Secret does not have',
    fields: {
      environment: [{ source: 'secret', name: 'PASSWORD', object: 'secret-key-missing-login', key: 'password' }],
    },
    before: ({ namespace }) => [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'secret-key-missing-login', namespace },
        stringData: { user: 'x' },
      },
    ],
    expected: { state: 'failed', reason: 'secret-key-missing', parameters: { key: 'password' } },
  },
  {
    name: 'config-mount-missing',
    how: 'A ConfigMap that does not exist, mounted as a folder',
    fields: { mounts: [{ source: 'config-map', object: 'pages', path: '/pages' }] },
    expected: { state: 'failed', reason: 'config-map-missing', parameters: { object: 'pages' } },
  },
  {
    name: 'secret-mount-missing',
    how: 'A Secret that does not exist, mounted as a folder',
    fields: { mounts: [{ source: 'secret', object: 'keys', path: '/keys' }] },
    expected: { state: 'failed', reason: 'secret-missing', parameters: { object: 'keys' } },
  },
  {
    name: 'volume-full',
    how: 'A program that writes to its volume until there is no room',
    fields: {
      command: filling('/data/fill'),
      mounts: [{ source: 'volume', object: 'volume-full-disk', path: '/data' }],
    },
    before: ({ namespace }) => [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'volume-full-disk', namespace },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'standard',
          resources: { requests: { storage: '300Mi' } },
        },
      },
    ],
    expected: { state: 'failed', reason: 'volume-full', parameters: { volume: 'volume-full-disk' } },
  },
]
