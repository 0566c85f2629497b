import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'vitest'
import { inNetns } from '#cluster/network.ts'
import { client, createTestNamespace, layout, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { createObject, deleteObject, listObjects, patchObject } from '#lib/kube/verbs.ts'
import { createProbedPod, detachProbes } from './pod-probe.ts'
import type { ProbedPod } from './pod-probe.ts'

// Every closed way costs this time. In the same round all open ways have to answer within it, so a busy machine makes
// a round that counts for nothing instead of ways that look closed.
export const TIMEOUT_MS = 500

export type Home = 'home' | 'friend' | 'stranger'
export const PODS = ['home/subject', 'home/mate', 'home/other', 'friend/mate', 'friend/other', 'stranger/mate'] as const
type PodName = (typeof PODS)[number]

/** "sender > receiver:port", where the receiver is a pod, a Service, the node, or the pod that serves DNS. */
export type Way = `${PodName} > ${PodName | 'node' | 'kubernetes' | 'dns' | 'dns-pod'}:${number}`

export const namespaces = {} as Record<Home, string>
export const pods = {} as Record<PodName, ProbedPod>
const hosts = new Map([
  ['node', layout.nodeAddress],
  ['kubernetes', '10.96.0.1'],
  ['dns', layout.dnsAddress],
])
const cleanups: (() => unknown)[] = []

/** Makes the pods of three namespaces, labelled with their team, and a listener on the node. */
export async function createWorld(): Promise<void> {
  for (const home of ['home', 'friend', 'stranger'] as const) {
    const { namespace, remove } = await createTestNamespace({ team: home })
    namespaces[home] = namespace
    cleanups.push(remove)
  }
  await Promise.all([...PODS.map(createPod), findDnsPod(), listenAsEtcd()])
}

export async function removeWorld(): Promise<void> {
  detachProbes()
  for (const cleanup of cleanups) await cleanup()
}

async function createPod(pod: PodName): Promise<void> {
  const [home, name] = pod.split('/') as [Home, string]
  // The same name means another port in each pod.
  const ports = [{ name: 'web', containerPort: name === 'subject' ? 8080 : 9000 }]
  pods[pod] = await createProbedPod({ namespace: namespaces[home], name, ports })
  hosts.set(pod, pods[pod].address)
}

async function findDnsPod(): Promise<void> {
  const labelSelector = 'k8s-app=kube-dns'
  const found = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: 'kube-system', labelSelector })
  const addresses = found.map(({ status }) => (status as { podIP?: string }).podIP)
  hosts.set('dns-pod', addresses.find((address) => address !== undefined) ?? '')
}

/** Etcd itself listens on the loopback address only; here its port is open for as long as the tests run. */
async function listenAsEtcd(): Promise<void> {
  const script = `require('net').createServer((s) => s.on('error', () => {}).pipe(s)).listen(2379, '${layout.nodeAddress}', () => console.log('listening'))`
  const [program, ...args] = inNetns(layout, [process.execPath, '-e', script])
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  cleanups.push(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
}

async function isOpen(way: Way): Promise<boolean> {
  const [sender = '', receiver = ''] = way.split(' > ')
  const [host = '', port] = receiver.split(':')
  const order = { kind: 'connect' as const, host: hosts.get(host) ?? '', port: Number(port), timeoutMs: TIMEOUT_MS }
  return (await pods[sender as PodName].ask(order)).isOpen === true
}

/** Waits until exactly these ways are open and those closed; what it finds instead is the reason of the failure. */
export async function expectWays({ open, closed = [] }: { open: Way[]; closed?: Way[] }): Promise<void> {
  const ways = [...open, ...closed]
  await waitFor(`the policies to be enforced`, async () => {
    const answers = await Promise.all(ways.map(isOpen))
    expect(ways.filter((_, index) => answers[index])).toEqual(open)
    return true
  })
}

function policyRef(home: Home) {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: namespaces[home], name: 'rule' }
}

export async function createPolicy(home: Home, spec: object): Promise<void> {
  const { apiVersion, kind, ...metadata } = policyRef(home)
  await createObject(client, { apiVersion, kind, metadata, spec })
}

export const patchPolicy = (home: Home, spec: object) => patchObject(client, policyRef(home), { patch: { spec } })
export const deletePolicy = (home: Home) => deleteObject(client, policyRef(home))
