import { WEB_SCRIPT } from './live-programs.ts'
import type { LiveCase } from './live-case.ts'

/** Answers as registries do, on the node's own loopback address; the runtime asks there without TLS. */
const REGISTRY_PORT = 5999
const LOCAL = `localhost:${REGISTRY_PORT}`

/** What the registry of the live cases answers for a repository. */
export const REGISTRY_SCRIPT = `
const { createHash } = require('node:crypto')
const digest = (text) => 'sha256:' + createHash('sha256').update(text).digest('hex')
const answers = { missing: 404, locked: 401, busy: 429, broken: 503 }
const layer = digest('a layer that never comes')
const config = JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [layer] } })
const OCI = 'application/vnd.oci.image.'
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: OCI + 'manifest.v1+json',
  config: { mediaType: OCI + 'config.v1+json', digest: digest(config), size: config.length },
  layers: [{ mediaType: OCI + 'layer.v1.tar', digest: layer, size: 1e8 }],
})
require('node:http').createServer((request, response) => {
  const [, , repository, , kind, reference] = request.url.split('/')
  if (repository === 'silent') return
  if (repository === 'unknown' || (repository === 'collected' && request.method !== 'HEAD')) {
    const body = JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown', detail: 'unknown tag=9' }] })
    return response.writeHead(404, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
  }
  if (repository !== 'slow' && repository !== 'collected') {
    const status = answers[repository] ?? 404
    const headers = status === 401 ? { 'www-authenticate': 'Basic realm="registry"' } : {}
    return response.writeHead(status, headers).end()
  }
  if (kind === 'manifests') {
    const headers = { 'content-type': OCI + 'manifest.v1+json', 'docker-content-digest': digest(manifest) }
    return response.writeHead(200, { ...headers, 'content-length': manifest.length }).end(manifest)
  }
  if (reference === digest(config)) return response.writeHead(200, { 'content-length': config.length }).end(config)
  response.writeHead(200, { 'content-length': 1e8 })
  const timer = setInterval(() => response.write('x'.repeat(1000)), 1000)
  response.on('close', () => clearInterval(timer))
}).listen(${REGISTRY_PORT}, '0.0.0.0')`

export const listImageCases = (nodeAddress: string): LiveCase[] => [
  {
    name: 'image-not-found',
    how: 'An image that its registry does not have',
    fields: { image: `${LOCAL}/missing/web:9` },
    expected: { state: 'failed', reason: 'image-not-found', parameters: { repository: 'missing/web', tag: '9' } },
  },
  {
    name: 'image-tag-unknown',
    how: 'A registry that says "manifest unknown"',
    fields: { image: `${LOCAL}/unknown/web:9` },
    expected: { state: 'failed', reason: 'image-not-found', parameters: { repository: 'unknown/web', tag: '9' } },
  },
  {
    name: 'image-collected',
    how: 'A registry that knows the tag and has lost its manifest',
    fields: { image: `${LOCAL}/collected/web:9` },
    expected: { state: 'failed', reason: 'image-not-found', parameters: { repository: 'collected/web', tag: '9' } },
  },
  {
    name: 'image-refused',
    how: 'A registry that asks for a password, without a pull secret',
    fields: { image: `${LOCAL}/locked/web:1` },
    expected: { state: 'failed', reason: 'image-refused' },
  },
  {
    name: 'registry-busy',
    how: 'A registry that answers 429',
    fields: { image: `${LOCAL}/busy/web:1` },
    expected: { state: 'waiting', reason: 'registry-busy' },
  },
  {
    name: 'registry-broken',
    how: 'A registry that answers 503',
    fields: { image: `${LOCAL}/broken/web:1` },
    expected: { state: 'waiting', reason: 'registry-failing' },
  },
  {
    name: 'registry-unreachable',
    how: 'A registry that nothing listens at',
    fields: { image: 'localhost:5998/web:1' },
    expected: { state: 'waiting', reason: 'registry-unreachable' },
  },
  {
    name: 'registry-silent',
    how: 'A registry that takes requests and never answers',
    fields: { image: `${LOCAL}/silent/web:1` },
    expected: { state: 'waiting', reason: 'registry-unreachable' },
  },
  {
    name: 'registry-insecure',
    how: 'A registry that does not speak TLS',
    fields: { image: `${nodeAddress}:${REGISTRY_PORT}/web:1` },
    expected: { state: 'failed', reason: 'registry-insecure' },
  },
  {
    name: 'image-name-invalid',
    how: 'A name with capitals',
    fields: { image: 'Web:1' },
    expected: { state: 'failed', reason: 'image-name-invalid', parameters: { image: 'Web:1' } },
  },
  {
    name: 'image-not-on-node',
    how: 'An image that no machine has, set never to be fetched',
    fields: { image: 'moorage.dev/absent:1', pullPolicy: 'Never' },
    expected: { state: 'failed', reason: 'image-not-on-node' },
  },
  {
    name: 'image-pull-slow',
    how: 'A registry that sends a thousand bytes a second',
    fields: { image: `${LOCAL}/slow/web:1` },
    expected: { state: 'starting', reason: 'image-pull-slow' },
  },
  {
    name: 'broken-update',
    how: 'Two replicas that work, and then an image that its registry does not have',
    fields: { command: WEB_SCRIPT, ports: [{ name: 'http', port: 8080 }], replicas: 2 },
    after: {
      at: 'running',
      change: {
        spec: { template: { spec: { containers: [{ name: 'broken-update', image: `${LOCAL}/missing/web:10` }] } } },
      },
    },
    expected: { state: 'degraded', reason: 'image-not-found', parameters: { tag: '10', wanted: 2 } },
  },
]
