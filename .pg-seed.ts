import { randomUUID } from 'node:crypto'
import { createKubeClient } from '#lib/kube/client.ts'
import { createObject, deleteObject, listObjects } from '#lib/kube/verbs.ts'
import { buildLaunch } from '#lib/workloads/objects-launch.ts'
import { launchSchema } from '#lib/workloads/schema-launch.ts'
const client = createKubeClient({ kubeconfigPath: '/work/main/.moorage/demo/kubeconfig' })
const namespace = 'user-alice-storage'
const base = { space: 'u/alice', image: 'moorage.dev/toolbox:1', cpu: '200m', memory: '128Mi', probe: { check: 'none' } }
const talk = ['sh', '-c', 'trap exit TERM; while :; do echo "still here at $(date +%s)"; sleep 1 & wait; done']
const all = [
  { ...base, kind: 'service', name: 'my-site', command: ['sh', '-c', 'while :; do { printf "HTTP/1.1 200 OK\r\n\r\nhi"; } | nc -l -p 8080; done'], mounts: [{ source: 'volume', object: 'user-alice-disk', path: '/data' }, { source: 'scratch', path: '/tmp/cache', size: '64Mi' }], files: [{ name: 'site.conf', text: 'x=1' }], ports: [{ name: 'http', port: 8080 }, { name: 'metrics', port: 9090 }], web: { port: 8080, visibility: 'private' }, environment: [{ source: 'value', name: 'MODE', value: 'production' }, { source: 'value', name: 'TOKEN', value: 'sssh', isSecret: true }], idleSeconds: 3600 },
  { ...base, kind: 'service', name: 'broken', command: talk, image: 'registry.invalid/web:1' },
  { ...base, kind: 'service', name: 'crashing-all-the-time', command: ['sh', '-c', 'echo boom; exit 3'] },
  { ...base, kind: 'job', name: 'train', command: ['sh', '-c', 'echo done'] },
  { ...base, kind: 'scheduled-job', name: 'nightly-backup', command: ['sh', '-c', 'echo saved'], schedule: '*/2 * * * *', timeZone: 'Asia/Taipei' },
  { ...base, kind: 'service', name: 'asleep', command: talk, replicas: 0 },
]
if (process.argv[2] === 'clean') {
  for (const [apiVersion, kind] of [['apps/v1', 'Deployment'], ['batch/v1', 'Job'], ['batch/v1', 'CronJob']] as const)
    for (const o of await listObjects(client, { apiVersion, kind, namespace })) if ([...all.map((a) => a.name), 'by-hand'].includes(o.metadata.name)) await deleteObject(client, { apiVersion, kind, namespace, name: o.metadata.name })
} else for (const one of all) {
  const input = launchSchema.parse({ ...one, launchId: randomUUID() } as never)
  const l = buildLaunch(input, { namespace, kind: 'user', gatewayNamespace: 'moorage' })
  for (const o of [...l.config, l.workload, ...l.network]) await createObject(client, o).catch((e) => console.log(o.kind, o.metadata.name, e.message))
}
