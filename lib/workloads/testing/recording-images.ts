import path from 'node:path'
import { createObject, getObject } from '#lib/kube/verbs.ts'
import { ensureBinaries } from '#cluster/build/build.ts'
import { CACHE_DIR } from '#cluster/build/cache.ts'
import { run } from '#cluster/exec.ts'
import { getImageArchive } from '#cluster/images/image-archive.ts'
import { loadImages } from '#cluster/images/load-images.ts'
import type { CtrCommand } from '#cluster/images/load-images.ts'
import { describeToolbox } from '#cluster/images/toolbox.ts'
import { buildCtrCommand } from '#cluster/parts/containerd.ts'
import { createProgress } from '#cluster/progress.ts'
import { client, layout, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { TOOLBOX } from './live-case.ts'
import { ROOT_IMAGE } from './live-containers.ts'
import { REGISTRY_SCRIPT } from './live-images.ts'

/** The namespace and the pod of the registry that answers as the cases need it. */
export const REGISTRY = 'recording-registry'

/** On the node itself, as only there an address is asked without TLS. */
export async function startRegistry(): Promise<void> {
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: REGISTRY, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
  })
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: REGISTRY, namespace: REGISTRY },
    spec: {
      hostNetwork: true,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'registry', image: TOOLBOX, command: ['node', '-e', REGISTRY_SCRIPT] }],
    },
  })
  await waitFor('the registry', async () => {
    const pod = await getObject(client, { apiVersion: 'v1', kind: 'Pod', name: REGISTRY, namespace: REGISTRY })
    return (pod?.['status'] as { phase?: string } | undefined)?.phase === 'Running'
  })
}

async function getCtr(): Promise<CtrCommand> {
  return buildCtrCommand({
    layout,
    built: await ensureBinaries(createProgress(process.stderr), new AbortController().signal),
  })
}

export async function loadRootImage(): Promise<void> {
  const description = { ...(await describeToolbox()), name: ROOT_IMAGE, user: '0:0' }
  const archive = await getImageArchive(description, path.join(CACHE_DIR, 'images'))
  await loadImages({ ctr: await getCtr(), images: [archive] })
}

export async function removeRootImage(): Promise<void> {
  const [program, ...flags] = await getCtr()
  await run(program, [...flags, 'images', 'rm', ROOT_IMAGE])
}
