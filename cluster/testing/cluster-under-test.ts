import { randomUUID } from 'node:crypto'
import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { createKubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, getObject } from '#lib/kube/verbs.ts'
import { ensureBinaries } from '#cluster/build/build.ts'
import { run } from '#cluster/exec.ts'
import { getClusterLayout } from '#cluster/layout.ts'
import { createProgress } from '#cluster/progress.ts'
import { buildBox, type BoxOptions } from './box.ts'

/** The cluster that scripts/test.ts has started for the tests. */
export const layout = getClusterLayout(process.env['MOORAGE_CLUSTER_NAME'] ?? 'test')
export const client = createKubeClient({ kubeconfigPath: layout.kubeconfig })
const built = await ensureBinaries(createProgress(process.stderr), new AbortController().signal)
export const binDir = built.binDir

const WAIT_TIMEOUT_MS = 90_000
const POLL_MS = 100

export function buildKubectlCommand(args: readonly string[]): [string, ...string[]] {
  return [path.join(binDir, 'kubectl'), '--kubeconfig', layout.kubeconfig, ...args]
}

export function kubectl(args: readonly string[], options: { input?: string } = {}) {
  const [program, ...rest] = buildKubectlCommand(args)
  return run(program, rest, options)
}

/** kubectl as a process of its own, for what goes on; ended with the test. */
export function startKubectl(args: readonly string[]): ChildProcess {
  const [program, ...rest] = buildKubectlCommand(args)
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

export interface Execution {
  namespace: string
  pod: string
  command: readonly string[]
}

export async function execInPod({ namespace, pod, command }: Execution): Promise<string> {
  return (await kubectl(['exec', '-n', namespace, pod, '--', ...command])).stdout
}

/** Like `execInPod`, for a command that is expected to fail: resolves with what it printed to standard error. */
export async function failInPod(execution: Execution): Promise<string> {
  try {
    const output = await execInPod(execution)
    throw new Error(`${execution.command.join(' ')} was expected to fail and printed: ${output}`)
  } catch (error) {
    if (error instanceof AppError) return String(error.details['stderr'])
    throw error
  }
}

/** Polls until `check` gives something true and resolves with it; its last error is the reason when the time is up. */
export async function waitFor<T>(what: string, check: () => Promise<T | null | undefined | false>): Promise<T> {
  const deadline = Date.now() + WAIT_TIMEOUT_MS
  let lastError: unknown
  while (Date.now() < deadline) {
    try {
      const result = await check()
      if (result) return result
    } catch (error) {
      lastError = error
    }
    await sleep(POLL_MS)
  }
  throw new Error(`Waited in vain for: ${what}`, { cause: lastError })
}

/** A namespace of its own for one test file; returns its name and how to remove it. */
export async function createTestNamespace(
  labels: Record<string, string> = {},
): Promise<{ namespace: string; remove: () => Promise<void> }> {
  const namespace = `test-${randomUUID().slice(0, 8)}`
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted', ...labels } },
  })
  return {
    namespace,
    remove: async () => void (await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })),
  }
}

export async function createBox(options: BoxOptions): Promise<KubeObject> {
  return createObject(client, buildBox(options))
}

interface PodStatus {
  phase?: string
  podIP?: string
  conditions?: { type: string; status: string }[]
}

/** Resolves with the pod when it is Ready. */
export async function waitForPod(namespace: string, name: string): Promise<KubeObject & { status: PodStatus }> {
  return waitFor(`pod ${namespace}/${name} to be ready`, async () => {
    const pod = (await getObject(client, { apiVersion: 'v1', kind: 'Pod', namespace, name })) as
      | (KubeObject & { status: PodStatus })
      | null
    return pod?.status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ? pod : null
  })
}
