import path from 'node:path'
import { buildBox } from '#cluster/testing/box.ts'
import { ensureBinaries } from '#cluster/build/build.ts'
import { run } from '#cluster/exec.ts'
import { createProgress } from '#cluster/progress.ts'
import { createObject, deleteObject, requireObject } from '#lib/kube/verbs.ts'
import { type Hashes, sortKeys } from './file-tree.ts'
import { client, layout } from './place.ts'

const MOUNT = '/data'

/** A pod of a person that mounts a volume, as any workload does. */
export class PodFiles {
  private readonly pod: { apiVersion: 'v1'; kind: 'Pod'; namespace: string; name: string }

  private constructor(namespace: string, name: string) {
    this.pod = { apiVersion: 'v1', kind: 'Pod', namespace, name }
  }

  static async mount({ namespace, volume }: { namespace: string; volume: string }): Promise<PodFiles> {
    const files = new PodFiles(namespace, 'reader')
    await createObject(client, buildBox({ namespace, name: files.pod.name, volumes: { [MOUNT]: volume } }))
    await files.waitUntilRunning()
    return files
  }

  /** Of every file below a folder of the volume. */
  async hash(folder: string): Promise<Hashes> {
    const output = await this.run(`cd '${MOUNT}/${folder}' && find . -type f -exec sha256sum {} +`)
    const lines = output.split('\n').filter(Boolean)
    return sortKeys(Object.fromEntries(lines.map((line) => [line.slice(68), line.slice(0, 64)])))
  }

  /** Runs a line of shell in it. */
  async run(script: string): Promise<string> {
    const { binDir } = await ensureBinaries(createProgress(process.stderr), new AbortController().signal)
    const { namespace, name } = this.pod
    const pod = ['--kubeconfig', layout.kubeconfig, 'exec', '-n', namespace, name, '--', 'sh', '-c', script]
    return (await run(path.join(binDir, 'kubectl'), pod)).stdout
  }

  async remove(): Promise<void> {
    await deleteObject(client, this.pod)
  }

  private async waitUntilRunning(): Promise<void> {
    const deadlineMs = Date.now() + 60_000
    for (;;) {
      const { status } = await requireObject(client, this.pod)
      if ((status as { phase?: string }).phase === 'Running') return
      if (Date.now() > deadlineMs) throw new Error('The pod that mounts the volume does not start.')
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}
