import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { PORTAL_SELECTOR } from '#cluster/demo/portal-settings.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { getProcessStart, listCgroupProcesses, listMarkedProcesses } from '#cluster/processes.ts'
import { readRecord } from '#cluster/record.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { deleteObject, listObjects } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { client, identity, layout } from './place.ts'
import { send } from './send.ts'

/** Everything that a machine of a cluster loses when it dies; the control plane lives elsewhere. */
const AGENTS = ['kubelet', 'containerd', 'kube-proxy']
const SHIM = 'containerd-shim'
const BACK_WITHIN_MS = 180_000

export type Victim = 'portal' | 'node'

/** Looks for the victim's processes now, so that what is returned ends them at a byte and not some milliseconds after. */
export async function prepareKill(victim: Victim): Promise<() => Promise<void>> {
  const list = victim === 'portal' ? listPortal : listNode
  const found = await list()
  expect(found).not.toEqual([])
  const processes = found.map((pid) => ({ pid, start: getProcessStart(pid) }))
  return async () => {
    // A number alone may be somebody else's by now.
    for (const { pid, start } of processes) if (start !== null && getProcessStart(pid) === start) kill(pid)
    // What was begun since; the agents need longer than this to come back.
    if (victim === 'node') for (const pid of await listContainers()) kill(pid)
  }
}

/** Resolves when a page could be opened again, by somebody new. */
export async function waitUntilServing(): Promise<void> {
  await expect(async () => {
    expect(await isPortalServing()).toBe(true)
    await identity.setFaults({})
  }).toPass({ timeout: BACK_WITHIN_MS, intervals: [200] })
}

export async function isPortalServing(): Promise<boolean> {
  const answer = await send({ path: routes.api.ready() }).catch(() => null)
  return answer?.status === 200
}

/** A container that crashed before is begun again later each time: each run has a portal that never did. */
export async function renewPortal(): Promise<void> {
  await waitUntilServing()
  for (const { metadata } of (await listPortalPods()).filter(hasCrashed)) {
    const pod = { apiVersion: 'v1', kind: 'Pod', namespace: NAMESPACE, name: metadata.name }
    await deleteObject(client, pod, { uid: metadata.uid })
  }
  await expect(async () => {
    const pods = await listPortalPods()
    expect(pods.length).toBeGreaterThan(0)
    expect(pods.every((pod) => isReady(pod) && !hasCrashed(pod) && !pod.metadata.deletionTimestamp)).toBe(true)
  }).toPass({ timeout: BACK_WITHIN_MS, intervals: [200] })
  await waitUntilServing()
}

/** Of all replicas. */
async function listPortal(): Promise<number[]> {
  const ids = (await listPortalPods()).flatMap((pod) => getStatus(pod).containerStatuses ?? []).map(toContainerId)
  const pids = await listCgroupProcesses(layout.cgroup)
  return pids.filter((pid) => ids.some((id) => read(pid, 'cgroup').includes(id)))
}

async function listNode(): Promise<number[]> {
  const parts = (await readRecord(layout))?.parts ?? []
  const agents = parts.filter(({ name }) => AGENTS.includes(name)).map(({ pid }) => pid ?? Number.NaN)
  expect(agents).toHaveLength(AGENTS.length)
  return [...agents, ...(await listContainers())]
}

async function listContainers(): Promise<number[]> {
  const marked = await listMarkedProcesses(layout.runDir)
  return [...marked.filter((pid) => read(pid, 'cmdline').includes(SHIM)), ...(await listCgroupProcesses(layout.cgroup))]
}

function listPortalPods(): Promise<KubeObject[]> {
  const labelSelector = Object.entries(PORTAL_SELECTOR)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
  return listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: NAMESPACE, labelSelector })
}

interface ContainerStatus {
  containerID?: string
  restartCount: number
}

interface PodStatus {
  conditions?: { type: string; status: string }[]
  containerStatuses?: ContainerStatus[]
}

const getStatus = (pod: KubeObject) => (pod['status'] ?? {}) as PodStatus
const toContainerId = ({ containerID = '' }: ContainerStatus) => containerID.split('//')[1] ?? 'none'
const hasCrashed = (pod: KubeObject) =>
  (getStatus(pod).containerStatuses ?? []).some(({ restartCount }) => restartCount > 0)
const isReady = (pod: KubeObject) =>
  (getStatus(pod).conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True')

function read(pid: number, file: 'cgroup' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It went with another one.
  }
}
