import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { buildContainerdPart } from './containerd.ts'
import { buildEtcdPart } from './etcd.ts'
import { buildKubeApiserverPart } from './kube-apiserver.ts'
import { buildKubeControllerManagerPart } from './kube-controller-manager.ts'
import { buildKubeProxyPart } from './kube-proxy.ts'
import { buildKubeSchedulerPart } from './kube-scheduler.ts'
import { buildKubeletPart } from './kubelet.ts'
import type { Part, PartContext } from './part.ts'
import { buildControllersPart, buildForwarderPart } from './programs.ts'

/** The names, for the command line, in the order in which `status` shows them. */
export const PART_NAMES = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'containerd',
  'controllers',
  'kubelet',
  'kube-proxy',
  'forwarder',
] as const

/** Writes the configuration of every part and returns what to run. */
export async function buildParts(context: PartContext): Promise<Part[]> {
  await mkdir(path.join(context.layout.dir, 'config'), { recursive: true })
  return [
    buildEtcdPart(context),
    await buildKubeApiserverPart(context),
    await buildContainerdPart(context),
    buildControllersPart(context),
    buildKubeControllerManagerPart(context),
    await buildKubeSchedulerPart(context),
    await buildKubeletPart(context),
    await buildKubeProxyPart(context),
    buildForwarderPart(context),
  ]
}
