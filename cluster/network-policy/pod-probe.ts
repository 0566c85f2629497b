import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { buildKubectlCommand, createBox, waitForPod } from '#cluster/testing/cluster-under-test.ts'
import type { BoxOptions } from '#cluster/testing/box.ts'
import { createProbeClient } from './probe-client.ts'
import type { AskProbe } from './probe-client.ts'

/** A pod that listens, answers and connects as it is told. */
export interface ProbedPod {
  address: string
  ask: AskProbe
}

const children: ChildProcess[] = []

/** Orders go through kubelet to the probe's standard input, so that no policy comes between. */
export async function createProbedPod(options: Omit<BoxOptions, 'command' | 'isAttachable'>): Promise<ProbedPod> {
  const { namespace, name } = options
  const source = await readFile(path.join(import.meta.dirname, 'kernel-probe.ts'), 'utf8')
  const command = ['node', '--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', source]
  await createBox({ ...options, command, isAttachable: true })
  const { status } = await waitForPod(namespace, name)
  const [program, ...args] = buildKubectlCommand(['attach', '--stdin', '--quiet', '-n', namespace, name])
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  return { address: status.podIP ?? '', ask: createProbeClient(child) }
}

export function detachProbes(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL')
}
