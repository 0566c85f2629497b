import { spawn } from 'node:child_process'
import { mkdir, open, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { BuiltBinaries } from './build/build.ts'
import { ensureCgroups } from './cgroups.ts'
import { writeKubeconfigs } from './kubeconfig.ts'
import type { ClusterLayout } from './layout.ts'
import { createNetwork } from './network.ts'
import { buildParts } from './parts/parts.ts'
import { ensurePki } from './pki.ts'
import { getPlanFile } from './plan-file.ts'
import { MARKER } from './processes.ts'
import { mountAllVolumes } from './storage/all-volumes.ts'

/** Makes what the parts need before they start: certificates, network, cgroups, mounted volumes, and the supervisor's plan. */
export async function prepareNode(layout: ClusterLayout, built: BuiltBinaries): Promise<void> {
  const startedAt = new Date().toISOString()
  await Promise.all([mkdir(layout.logsDir, { recursive: true }), mkdir(layout.runDir, { recursive: true })])
  const [pki] = await Promise.all([
    ensurePki(layout),
    createNetwork(layout),
    ensureCgroups(layout),
    mountAllVolumes(layout),
  ])
  const kubeconfigs = await writeKubeconfigs(layout, pki)
  const parts = await buildParts({ layout, built, pki, kubeconfigs })
  await writeFile(getPlanFile(layout), JSON.stringify({ key: built.key, startedAt, parts }))
}

/** The loop above the supervisor costs one idle shell and brings a killed supervisor back; exit code 0 is a stop. */
export async function spawnSupervisor(layout: ClusterLayout): Promise<void> {
  const output = await open(path.join(layout.logsDir, 'supervisor.log'), 'a')
  const loop = 'until "$@"; do sleep 0.2; done'
  const program = path.join(import.meta.dirname, 'supervisor.ts')
  const child = spawn('/bin/sh', ['-c', loop, 'moorage-cluster', process.execPath, program, layout.name], {
    cwd: layout.dir,
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
    env: { ...process.env, [MARKER]: layout.runDir },
  })
  child.unref()
  await output.close()
}
