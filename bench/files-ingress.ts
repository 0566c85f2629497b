import { execFileSync } from 'node:child_process'
import { chownSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { ensureBinaries } from '#cluster/build/build.ts'
import { directory, textFile, type ImageDescription } from '#cluster/images/image-description.ts'
import { getImageArchive } from '#cluster/images/image-archive.ts'
import { loadImages } from '#cluster/images/load-images.ts'
import { listProgramFiles } from '#cluster/images/shared-libraries.ts'
import { getClusterLayout } from '#cluster/layout.ts'
import { buildCtrCommand } from '#cluster/parts/containerd.ts'
import { createProgress } from '#cluster/progress.ts'
import { applyObject } from '#lib/kube/apply.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { deleteObject, getObject } from '#lib/kube/verbs.ts'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { routes } from '#lib/routes.ts'
import { AppError } from '#lib/errors.ts'
import type { DemoPeople, DemoPerson } from './demo-people.ts'
import { curl } from './files-curl.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'

const NAMESPACE = 'bench-nginx'
const PORT = 8000
const FILE = 'large.bin'
const RUNS = 3
const READY_MS = 60_000
const MIB = 1024 * 1024

interface Bench {
  demo: DemoPeople
  person: DemoPerson
  /** Of the portal. */
  cookie: string
  sizeMib: number
}

/** A download through the ingress, beside the same file of the same volume from nginx in a pod behind the same ingress. */
export async function measureThroughIngress(bench: Bench): Promise<Figure[]> {
  const { demo, person, sizeMib } = bench
  const volumeDir = await findVolumeDir(demo, person)
  const file = path.join(volumeDir, FILE)
  execFileSync('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1M', `count=${sizeMib}`, 'status=none'])
  chownSync(file, 1000, 1000)
  execFileSync('sync', [file])
  try {
    const nginx = await startNginxPod(demo, volumeDir)
    const ours: number[] = []
    const theirs: number[] = []
    for (let run = 0; run < RUNS; run += 1) {
      const { baseUrl, token } = await readAccess(bench)
      const url = `${baseUrl}${fileRoutes.content()}?path=${FILE}`
      ours.push(await time(sizeMib, ['--header', `authorization: Bearer ${token}`, url]))
      theirs.push(await time(sizeMib, [nginx]))
    }
    const [own, other] = [getQuantile(ours), getQuantile(theirs)]
    const what = `download of ${sizeMib} MiB through the ingress`
    const ratio = Number((own / other).toPrecision(3))
    const comparedWith = `nginx, ${other.toPrecision(3)} GB/s`
    return [
      buildFigure(what, own, 'GB/s'),
      buildFigure(`${what}, share of nginx`, ratio, '', { target: '>= 0.9', comparedWith, ratio }),
    ]
  } finally {
    rmSync(file, { force: true })
    await deleteObject(demo.client, { apiVersion: 'v1', kind: 'Namespace', name: NAMESPACE })
  }
}

/** Where this machine keeps a person's own disk. */
export async function findVolumeDir(demo: DemoPeople, person: DemoPerson): Promise<string> {
  const claim = await getObject(demo.client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    namespace: person.namespace,
    name: `user-${person.username}-disk`,
  })
  const { volumeName } = z.object({ volumeName: z.string() }).parse(claim?.spec)
  const volume = await getObject(demo.client, { apiVersion: 'v1', kind: 'PersistentVolume', name: volumeName })
  const { local } = z.object({ local: z.object({ path: z.string() }) }).parse(volume?.spec)
  return local.path
}

/** Names below localhost mean this machine, whether or not its resolver knows. */
async function time(sizeMib: number, args: readonly string[]): Promise<number> {
  const { hostname, port } = new URL(args.at(-1) ?? '')
  const startedMs = performance.now()
  await curl(['--output', '/dev/null', '--resolve', `${hostname}:${port}:127.0.0.1`, ...args])
  return (sizeMib * MIB) / 1e9 / ((performance.now() - startedMs) / 1000)
}

const accessSchema = z.object({ baseUrl: z.string().nullable(), token: z.string().nullable() })

/** As a page asks for it; the volume has been opened before. */
async function readAccess({ demo, person, cookie }: Bench): Promise<{ baseUrl: string; token: string }> {
  const address = `${demo.portalUrl}${routes.api.fileAccess(person.space, `user-${person.username}-disk`)}`
  const { hostname, port } = new URL(address)
  const resolve = `${hostname}:${port}:127.0.0.1`
  const answer = await curl(['--resolve', resolve, '--header', `cookie: ${cookie}`, address])
  const { baseUrl, token } = accessSchema.parse(JSON.parse(answer))
  if (!baseUrl || !token) throw new AppError('UNAVAILABLE', 'The file server of the volume does not run.')
  return { baseUrl, token }
}

async function startNginxPod({ client, portalUrl }: DemoPeople, volumeDir: string): Promise<string> {
  const layout = getClusterLayout(process.env['MOORAGE_CLUSTER_NAME'] ?? 'demo')
  const image = await getImageArchive(await describeNginx(), path.join(tmpdir(), 'moorage-bench-images'))
  const built = await ensureBinaries(createProgress(process.stderr), AbortSignal.timeout(READY_MS))
  await loadImages({ ctr: buildCtrCommand({ layout, built }), images: [image] })
  const host = `bench-nginx.localhost`
  for (const object of buildNginx({ image: image.name, host, volumeDir }))
    await applyObject(client, object, { fieldManager: 'bench' })
  const url = `http://${host}:${new URL(portalUrl).port}/${FILE}`
  const deadline = performance.now() + READY_MS
  while (performance.now() < deadline) {
    const resolve = `${host}:${new URL(portalUrl).port}:127.0.0.1`
    const isThere = await curl(['--head', '--resolve', resolve, url]).then(
      () => true,
      () => false,
    )
    if (isThere) return url
    await sleep(200)
  }
  throw new AppError('UNAVAILABLE', 'nginx did not answer through the ingress.')
}

async function describeNginx(): Promise<ImageDescription> {
  return {
    name: 'moorage.dev/bench-nginx:1',
    entries: [
      ...(await listProgramFiles('/usr/sbin/nginx', '/usr/sbin/nginx')),
      textFile('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'),
      textFile('/etc/group', 'root:x:0:\n'),
      textFile(
        '/etc/nginx.conf',
        `daemon off; user root root; worker_processes auto; pid /tmp/nginx.pid; error_log stderr;
events {}
http {
  sendfile on; tcp_nopush off; access_log off;
  client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
  server { listen ${PORT}; location / { root /data; } }
}
`,
      ),
      directory('/tmp', { mode: 0o1777 }),
      directory('/var/log/nginx'),
      directory('/data'),
    ],
    user: '0:0',
    entrypoint: ['/usr/sbin/nginx', '-c', '/etc/nginx.conf', '-e', 'stderr'],
  }
}

function buildNginx(options: { image: string; host: string; volumeDir: string }): KubeObject[] {
  const metadata = { name: 'nginx', namespace: NAMESPACE, labels: { app: 'nginx' } }
  const backend = { service: { name: 'nginx', port: { number: PORT } } }
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: {
        automountServiceAccountToken: false,
        containers: [
          {
            name: 'nginx',
            image: options.image,
            imagePullPolicy: 'Never',
            ports: [{ containerPort: PORT }],
            volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }],
          },
        ],
        volumes: [{ name: 'data', hostPath: { path: options.volumeDir, type: 'Directory' } }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { app: 'nginx' }, ports: [{ port: PORT, targetPort: PORT }] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { ...metadata, annotations: { 'projectcontour.io/response-timeout': 'infinity' } },
      spec: { rules: [{ host: options.host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
    },
  ]
}
