import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#lib/errors.ts'
import type { BuiltBinaries } from '#cluster/build/build.ts'
import { getClusterStatus } from '#cluster/cluster-status.ts'
import { loadImageFile } from '#cluster/images/load-images.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import { buildCtrCommand } from '#cluster/parts/containerd.ts'

/** Hands the terminal to a program; resolves with its exit code. */
function handOver(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit' })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

async function requireRunning(layout: ClusterLayout): Promise<void> {
  if ((await getClusterStatus(layout)).state !== 'stopped') return
  throw new AppError(
    'UNAVAILABLE',
    `The cluster ${layout.name} does not run: start it with npm run cluster -- up --name ${layout.name}`,
  )
}

/** kubectl with the administrator's kubeconfig. */
export async function runKubectl(
  layout: ClusterLayout,
  built: BuiltBinaries,
  args: readonly string[],
): Promise<number> {
  await requireRunning(layout)
  return handOver(path.join(built.binDir, 'kubectl'), ['--kubeconfig', layout.kubeconfig, ...args])
}

/** Shows the log of a part, or follows it. */
export async function showLogs(
  layout: ClusterLayout,
  { part, isFollow }: { part: string | undefined; isFollow: boolean },
): Promise<number> {
  const files = await readdir(layout.logsDir).catch((): string[] => [])
  const names = files.filter((file) => file.endsWith('.log')).map((file) => file.slice(0, -'.log'.length))
  const file = path.join(layout.logsDir, `${part}.log`)
  if (!part || !names.includes(part) || !existsSync(file)) {
    const known = names.length > 0 ? `Name one of these parts: ${names.toSorted().join(', ')}.` : 'It has no logs yet.'
    throw new AppError('NOT_FOUND', `The cluster ${layout.name} has no log "${part ?? ''}". ${known}`)
  }
  return handOver('tail', isFollow ? ['-n', '100', '-F', file] : ['-n', '500', file])
}

/** Loads an image archive into the cluster and prints the names in it. */
export async function loadImage(
  layout: ClusterLayout,
  built: BuiltBinaries,
  file: string | undefined,
): Promise<number> {
  if (!file) throw new AppError('INVALID_INPUT', 'Name the archive to load: npm run cluster -- load FILE')
  await requireRunning(layout)
  const names = await loadImageFile({ ctr: buildCtrCommand({ layout, built }), file: path.resolve(file) })
  process.stdout.write(`Loaded ${names.join(', ')}\n`)
  return 0
}
