import { mkdir, readFile, readdir, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ClusterLayout } from './layout.ts'
import { listCgroupRoots } from './processes.ts'

/** Makes the cluster's own cgroup in every hierarchy: the kubelet wants it there before it starts. */
export async function ensureCgroups(layout: ClusterLayout): Promise<void> {
  for (const root of await listCgroupRoots()) {
    const dir = path.join(root, layout.cgroup)
    await mkdir(dir, { recursive: true })
    await inheritCpuset(root, dir)
    await delegateControllers(root, dir)
  }
}

/** With cgroup v1 a new cpuset is empty, and no process can enter it. */
async function inheritCpuset(root: string, dir: string): Promise<void> {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    const value = await readFile(path.join(root, file), 'utf8').catch(() => null)
    if (value?.trim()) await writeFile(path.join(dir, file), value).catch(() => undefined)
  }
}

/** With cgroup v2 a controller works below a group only after that group names it. */
async function delegateControllers(root: string, dir: string): Promise<void> {
  const available = await readFile(path.join(root, 'cgroup.controllers'), 'utf8').catch(() => null)
  if (!available?.trim()) return
  const enable = available
    .trim()
    .split(' ')
    .map((controller) => `+${controller}`)
    .join(' ')
  for (const group of [root, dir]) {
    await writeFile(path.join(group, 'cgroup.subtree_control'), enable).catch(() => undefined)
  }
}

/** Removes the cluster's cgroups, deepest first; those that still hold a process stay. */
export async function deleteCgroups(layout: ClusterLayout): Promise<void> {
  for (const root of await listCgroupRoots()) {
    const base = path.join(root, layout.cgroup)
    const entries = await readdir(base, { recursive: true, withFileTypes: true }).catch(() => [])
    const dirs = entries.filter((entry) => entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name))
    for (const dir of [...dirs.toSorted((a, b) => b.length - a.length), base]) {
      await rmdir(dir).catch(() => undefined)
    }
  }
}
