import { readFile, readdir, readlink, rm } from 'node:fs/promises'
import path from 'node:path'
import { deleteCgroups } from './cgroups.ts'
import { run } from './exec.ts'
import type { ClusterLayout } from './layout.ts'
import { deleteNetwork } from './network.ts'
import { getCniNetworkName } from './parts/containerd.ts'
import { endProcesses, listCgroupProcesses, listMarkedProcesses } from './processes.ts'
import { unmountAllVolumes } from './storage/all-volumes.ts'

/** How long containers may take to end by themselves. */
const CONTAINER_GRACE_MS = 1500
const POD_LOG_LINKS = '/var/log/containers'
const CNI_RESULTS = '/var/lib/cni/results'

/**
 * Removes whatever a cluster left on the machine, however it ended: processes, mounts, loop devices, the network
 * namespace and cgroups. Objects, volumes' data and logs stay.
 */
export async function removeRemains(layout: ClusterLayout): Promise<void> {
  await endProcesses(() => listCgroupProcesses(layout.cgroup), CONTAINER_GRACE_MS)
  await endProcesses(async () => {
    return [...(await listMarkedProcesses(layout.runDir)), ...(await listCgroupProcesses(layout.cgroup))]
  }, 0)
  await removeShimSockets(layout)
  await unmountAll([layout.dir, layout.runDir])
  await unmountAllVolumes(layout)
  await deleteNetwork(layout)
  await deleteCgroups(layout)
  await removePodLogLinks(layout)
  await removeCniResults(layout)
  await rm(layout.runDir, { recursive: true, force: true })
}

/** Mount points at or below the directories, the newest first. */
async function listMounts(dirs: readonly string[]): Promise<string[]> {
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8')
  return mountinfo
    .split('\n')
    .map((line) => decodeMountPath(line.split(' ')[4] ?? ''))
    .filter((mountPoint) => dirs.some((dir) => mountPoint.startsWith(`${dir}/`)))
    .toReversed()
}

/** The kernel writes spaces and backslashes in paths as octal numbers. */
function decodeMountPath(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}

async function unmountAll(dirs: readonly string[]): Promise<void> {
  for (const mountPoint of await listMounts(dirs)) {
    await run('umount', [mountPoint]).catch(() => run('umount', ['--lazy', mountPoint]).catch(() => undefined))
  }
}

/** containerd's shims listen in /run/containerd, whatever state directory it was given, and leave their sockets when killed. */
async function removeShimSockets({ runDir }: ClusterLayout): Promise<void> {
  const tasks = path.join(runDir, 'containerd', 'io.containerd.runtime.v2.task', 'k8s.io')
  for (const id of await readdir(tasks).catch((): string[] => [])) {
    for (const file of ['bootstrap.json', 'address']) {
      const text = await readFile(path.join(tasks, id, file), 'utf8').catch(() => '')
      const socket = /unix:\/\/(\/run\/containerd\/s\/[0-9a-f]+)/.exec(text)?.[1]
      if (socket) await rm(socket, { force: true })
    }
  }
}

/** The kubelet links each container's log here, whatever log directory it was given. */
async function removePodLogLinks({ dir }: ClusterLayout): Promise<void> {
  for (const name of await readdir(POD_LOG_LINKS).catch((): string[] => [])) {
    const link = path.join(POD_LOG_LINKS, name)
    const target = await readlink(link).catch(() => '')
    if (target.startsWith(`${dir}/`)) await rm(link, { force: true })
  }
}

/** libcni remembers each pod's network here, whatever data directory its plug-ins were given. */
async function removeCniResults(layout: ClusterLayout): Promise<void> {
  const ownResult = new RegExp(`^${getCniNetworkName(layout)}-[0-9a-f]{64}-eth0$`)
  for (const name of await readdir(CNI_RESULTS).catch((): string[] => [])) {
    if (ownResult.test(name)) await rm(path.join(CNI_RESULTS, name), { force: true })
  }
}
