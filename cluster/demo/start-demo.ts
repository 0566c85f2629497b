import path from 'node:path'
import { AppError } from '#lib/errors.ts'
import { createKubeClient } from '#lib/kube/client.ts'
import { ensureBinaries } from '#cluster/build/build.ts'
import { CACHE_DIR } from '#cluster/build/cache.ts'
import { CONTOUR_NAMESPACE } from '#cluster/addons/contour-access.ts'
import { startCluster } from '#cluster/commands/up.ts'
import { getImageArchive, type ImageArchive } from '#cluster/images/image-archive.ts'
import { describeIdentity } from '#cluster/images/identity.ts'
import { loadImages } from '#cluster/images/load-images.ts'
import { describeNotebook } from '#cluster/images/notebook.ts'
import { describeFileServer, describeGateway } from '#cluster/images/program-image.ts'
import { describeToolbox } from '#cluster/images/toolbox.ts'
import { getClusterLayout } from '#cluster/layout.ts'
import { buildCtrCommand } from '#cluster/parts/containerd.ts'
import type { Progress } from '#cluster/progress.ts'
import { buildPortal, getPortalArchive } from './build-portal.ts'
import type { DemoAddresses } from './demo-addresses.ts'
import type { DemoOptions } from './demo-options.ts'
import { deployDemo, type DemoTarget } from './deploy-demo.ts'
import { waitForDemo } from './wait-for-demo.ts'

interface Context {
  options: DemoOptions
  progress: Progress
  signal: AbortSignal
}

/** Starts the demo or brings it up to date, and resolves with its addresses when people can sign in. */
export async function startDemo(context: Context): Promise<DemoAddresses> {
  const { progress, signal } = context
  const archives = getArchives(context)
  // Looked at below, when the cluster is there; until then a failure would count as one that nobody handles.
  archives.catch(() => undefined)
  const target = context.options.kubeconfig
    ? await getExistingTarget(context, context.options.kubeconfig, archives)
    : await getLocalTarget(context, archives)
  const step = progress.start('Deploying the portal and its identity provider')
  const addresses = await deployDemo(target)
  await waitForDemo(target, addresses, signal)
  step.finish()
  return addresses
}

interface Archives {
  toolbox: ImageArchive
  /** Null: nobody asked for it. */
  notebook: ImageArchive | null
  portal: ImageArchive
  identity: ImageArchive
  gateway: ImageArchive
  fileServer: ImageArchive
}

/** Builds the portal while the cluster starts: one waits for the disk and for others, the other computes. */
async function getArchives({ options, progress, signal }: Context): Promise<Archives> {
  await buildPortal(signal)
  const portal = await getPortalArchive()
  const [identity, gateway, fileServer, toolbox] = await Promise.all(
    [describeIdentity, describeGateway, describeFileServer, describeToolbox].map(async (describe) =>
      getImageArchive(await describe(), path.join(CACHE_DIR, 'images')),
    ),
  )
  if (!identity || !gateway || !fileServer || !toolbox)
    throw new AppError('INTERNAL', 'An image of the demo is missing.')
  const notebook = options.hasNotebook
    ? await getImageArchive(await describeNotebook({ cacheDir: CACHE_DIR, progress }), path.join(CACHE_DIR, 'images'))
    : null
  return { notebook, portal, identity, gateway, fileServer, toolbox }
}

async function waitForArchives(progress: Progress, archives: Promise<Archives>): Promise<Archives> {
  const step = progress.start('Building the portal, where it changed')
  const built = await archives
  step.finish()
  return built
}

async function getLocalTarget(
  { options, progress, signal }: Context,
  archives: Promise<Archives>,
): Promise<DemoTarget> {
  const layout = getClusterLayout(options.name)
  await startCluster(layout, progress, signal)
  const { notebook, portal, identity, gateway, fileServer } = await waitForArchives(progress, archives)
  const built = await ensureBinaries(progress, signal)
  const images = [portal, identity, gateway, fileServer, ...(notebook ? [notebook] : [])]
  await loadImages({ ctr: buildCtrCommand({ layout, built }), images })
  return {
    client: createKubeClient({ kubeconfigPath: layout.kubeconfig }),
    port: layout.ingressPort,
    ingressClass: null,
    ingress: {
      namespace: CONTOUR_NAMESPACE,
      podLabels: { 'app.kubernetes.io/name': 'contour' },
      port: layout.ingressPort,
    },
    images: { portal, identity, gateway, fileServer: fileServer.name },
    filesAccess: options.filesAccess,
    hasLocalhostNames: true,
    hasNotebook: options.hasNotebook,
    toImage: (name) => name,
    hasIdentityControl: options.hasIdentityControl,
  }
}

async function getExistingTarget(
  { options, progress }: Context,
  kubeconfigPath: string,
  archives: Promise<Archives>,
): Promise<DemoTarget> {
  const { context, imagePrefix, port, ingressClass, ingressNamespace } = options
  const client = createKubeClient({ kubeconfigPath, ...(context ? { context } : {}) })
  // Before the long work: whether there is a cluster at all.
  await client.request({ path: '/version' })
  const { notebook, portal, identity, gateway, fileServer, toolbox } = await waitForArchives(progress, archives)
  const rename = (name: string) => (imagePrefix ? `${imagePrefix}/${path.posix.basename(name)}` : name)
  const needed = [portal, identity, gateway, fileServer, toolbox, ...(notebook ? [notebook] : [])]
  const places = needed.map(({ name, file }) => `${rename(name)} (${file})`).join(', ')
  progress.note(
    `The nodes need these images: ${places}. Load them there from their files (kind load image-archive, k3s ctr images import), or push them to a registry and name it with --image PREFIX.`,
  )
  return {
    client,
    port,
    ingressClass,
    ingress: { namespace: ingressNamespace, port },
    images: {
      portal: { name: rename(portal.name), digest: portal.digest },
      identity: { name: rename(identity.name), digest: identity.digest },
      gateway: { name: rename(gateway.name), digest: gateway.digest },
      fileServer: rename(fileServer.name),
    },
    filesAccess: options.filesAccess,
    hasLocalhostNames: false,
    hasNotebook: options.hasNotebook,
    toImage: rename,
    hasIdentityControl: options.hasIdentityControl,
  }
}
