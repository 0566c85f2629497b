import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { ensureBinaries } from '#cluster/build/build.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import { createProgress } from '#cluster/progress.ts'
import { buildBox } from '#cluster/testing/box.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, requireObject } from '#lib/kube/verbs.ts'

const RUNS = 20
const PORT = 8080

const SERVER = `require('net').createServer((s) => s.end()).listen(${PORT})`

/** Prints a line for every attempt, each with the time when it began: connecting takes under a millisecond when it is allowed. */
const buildClient = (address: string) => `
const net = require('net')
const attempt = () => {
  const startedAt = Date.now()
  const socket = net.connect(${PORT}, '${address}')
  const finish = (isOpen) => { socket.destroy(); console.log(startedAt + ' ' + isOpen); setTimeout(attempt, 2) }
  const timer = setTimeout(() => finish(false), 40)
  socket.once('connect', () => { clearTimeout(timer); finish(true) })
  socket.once('error', () => { clearTimeout(timer); finish(false) })
}
attempt()`

/** Seconds from the moment a policy is sent to the first connection that it stops, as a pod sees it. */
export async function measurePolicies({
  layout,
  client,
  namespace,
}: {
  layout: ClusterLayout
  client: KubeClient
  namespace: string
}): Promise<number[]> {
  const { binDir } = await ensureBinaries(createProgress(process.stderr), new AbortController().signal)
  await createObject(client, buildBox({ namespace, name: 'server', command: ['node', '-e', SERVER] }))
  await createObject(client, buildBox({ namespace, name: 'client' }))
  const address = await waitForAddress(client, namespace, 'server')
  await waitForAddress(client, namespace, 'client')
  const command = ['exec', '-n', namespace, 'client', '--', 'node', '-e', buildClient(address)]
  const probe = spawn(path.join(binDir, 'kubectl'), ['--kubeconfig', layout.kubeconfig, ...command])
  const waiting = new Set<(attempt: { startedAt: number; isOpen: boolean }) => void>()
  createInterface({ input: probe.stdout }).on('line', (line) => {
    const [startedAt, isOpen] = line.split(' ')
    for (const listener of waiting) listener({ startedAt: Number(startedAt), isOpen: isOpen === 'true' })
  })
  const next = (isOpen: boolean, after: number) =>
    new Promise<number>((resolve) => {
      const listener = (attempt: { startedAt: number; isOpen: boolean }) => {
        if (attempt.isOpen !== isOpen || attempt.startedAt < after) return
        waiting.delete(listener)
        resolve(attempt.startedAt)
      }
      waiting.add(listener)
    })
  const seconds: number[] = []
  try {
    for (let index = 0; index < RUNS; index++) {
      await next(true, Date.now())
      const sentAt = Date.now()
      const closed = next(false, sentAt)
      await createObject(client, buildPolicy(namespace))
      seconds.push(((await closed) - sentAt) / 1000)
      await deleteObject(client, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        namespace,
        name: 'closed',
      })
    }
    return seconds
  } finally {
    probe.kill('SIGKILL')
  }
}

async function waitForAddress(client: KubeClient, namespace: string, name: string): Promise<string> {
  for (;;) {
    const pod = await requireObject(client, { apiVersion: 'v1', kind: 'Pod', namespace, name })
    const { phase, podIP } = pod['status'] as { phase?: string; podIP?: string }
    if (phase === 'Running' && podIP) return podIP
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function buildPolicy(namespace: string): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace, name: 'closed' },
    spec: { podSelector: { matchLabels: { app: 'server' } }, policyTypes: ['Ingress'] },
  }
}
