import { expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { listEnvWarnings, parseEnv, SETTING_NAMES } from './env.ts'

const production = {
  MOORAGE_URL: 'https://moorage.example.org',
  MOORAGE_FILES_URL: 'https://files.example.net',
  MOORAGE_OIDC_ISSUER: 'https://id.example.org/realms/main',
  MOORAGE_OIDC_CLIENT_ID: 'moorage',
  MOORAGE_OIDC_CLIENT_SECRET: 'wZ2l3b8yq0',
  MOORAGE_SESSION_SECRET: 'k9v2mQ7r5t1y8u3i6o0p4a2s9d7f5g3h',
}

const demo = {
  ...production,
  MOORAGE_DEMO: 'true',
  MOORAGE_URL: 'http://moorage.localhost:8080',
  MOORAGE_FILES_URL: 'http://files.localhost:8080',
  MOORAGE_OIDC_ISSUER: 'http://id.localhost:8080',
  MOORAGE_OIDC_CLIENT_SECRET: 'demo-client-secret',
}

function listProblems(source: Record<string, string | undefined>): string[] {
  try {
    parseEnv(source)
    return []
  } catch (error) {
    if (error instanceof AppError) return error.details.problems as string[]
    throw error
  }
}

test('the defaults are those of the documentation', () => {
  expect(parseEnv(production)).toEqual({
    portalUrl: 'https://moorage.example.org',
    filesUrl: 'https://files.example.net',
    appsDomain: null,
    isDemo: false,
    namespace: 'moorage',
    kubeconfigPath: null,
    kubeContext: null,
    oidc: {
      issuer: 'https://id.example.org/realms/main',
      clientId: 'moorage',
      clientSecret: 'wZ2l3b8yq0',
      scopes: 'openid profile email',
      usernameClaim: 'preferred_username',
      groupsClaim: 'groups',
      adminGroup: null,
    },
    sessionSecret: 'k9v2mQ7r5t1y8u3i6o0p4a2s9d7f5g3h',
    volumeSize: '10Gi',
    storageClass: null,
    storageClasses: [],
    quota: {
      pods: 10,
      volumes: 5,
      storage: '100Gi',
      cpu: '8',
      memory: '16Gi',
      gpu: 0,
      ephemeralStorage: '20Gi',
    },
    gpuResources: ['nvidia.com/gpu', 'amd.com/gpu', 'gpu.intel.com/i915', 'gpu.intel.com/xe'],
    quotaRoles: [],
    podSecurity: 'restricted',
    hasInternetEgress: false,
    usageSource: 'kubelet',
    prometheus: null,
    probeImage: null,
    isSecretRevealOn: true,
    isKubectlShown: true,
    web: { isPublicAllowed: false, gatewaySecret: null, gatewayInternalUrl: null },
    hasUserNamespaces: false,
    ingressNamespace: null,
    files: {
      image: null,
      access: 'ingress',
      internalUrl: null,
      keysFile: null,
      idleSeconds: 900,
      ingressClass: null,
      ingressAnnotations: { 'projectcontour.io/response-timeout': 'infinity' },
      ingressTlsSecret: null,
    },
    readTimeoutMs: 10_000,
    writeTimeoutMs: 30_000,
    metricsPort: 9464,
    logLevel: 'info',
  })
})

test('an empty value means the default, a list has commas', () => {
  const env = parseEnv({ ...production, MOORAGE_QUOTA_PODS: '', MOORAGE_STORAGE_CLASSES: ' fast, standard ,' })
  expect(env.quota.pods).toBe(10)
  expect(env.storageClasses).toEqual(['fast', 'standard'])
})

test('roles come as JSON, the most important first; a wrong one is named by its place', () => {
  const read = (roles: unknown) => parseEnv({ ...production, MOORAGE_QUOTA_ROLES: JSON.stringify(roles) }).quotaRoles
  const research = { group: 'research', quota: { cpu: '16', pods: 20 } }
  expect(read([research, { group: 'staff', quota: {} }])).toEqual([research, { group: 'staff', quota: {} }])
  const problemsOf = (value: string) => listProblems({ ...production, MOORAGE_QUOTA_ROLES: value })
  for (const value of ['research', '{}', '[{'])
    expect(problemsOf(value)).toEqual([expect.stringContaining('JSON list')])
  for (const [wrong, place] of [
    [{ group: 'staff', quota: { cpu: 16 } }, 'quota.cpu of entry 2 is wrong'],
    [{ group: 'staff', quota: { cpus: '16' } }, 'quota.cpus of entry 2 is unknown'],
    [{ group: 'staff' }, 'quota of entry 2 is wrong'],
    ['staff', 'entry 2 is wrong'],
    [research, 'entry 2 is for the group of an earlier one'],
  ] as const) {
    const problem = `MOORAGE_QUOTA_ROLES cannot be used: ${place}.`
    expect(problemsOf(JSON.stringify([research, wrong]))).toEqual([problem])
  }
})

test('all problems are named at once, each with its setting', () => {
  const problems = listProblems({
    ...production,
    MOORAGE_URL: 'https://moorage.example.org/',
    MOORAGE_OIDC_CLIENT_ID: undefined,
    MOORAGE_QUOTA_PODS: '-1',
    MOORAGE_QUOTA_CPU: '0',
    MOORAGE_QUOTA_MEMORY: '1e18',
    MOORAGE_POD_SECURITY: 'privileged',
    MOORAGE_METRICS_PORT: '70000',
    MOORAGE_DEMO: 'yes',
  })
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
    'MOORAGE_URL',
    'MOORAGE_DEMO',
    'MOORAGE_OIDC_CLIENT_ID',
    'MOORAGE_QUOTA_PODS',
    'MOORAGE_QUOTA_CPU',
    'MOORAGE_QUOTA_MEMORY',
    'MOORAGE_POD_SECURITY',
    'MOORAGE_METRICS_PORT',
  ])
})

test('a problem never repeats the value', () => {
  expect(listProblems({ ...production, MOORAGE_SESSION_SECRET: 'tooshort' }).join()).not.toContain('tooshort')
})

test('a port that Kubernetes set for a Service is explained', () => {
  const [problem] = listProblems({ ...production, MOORAGE_METRICS_PORT: 'tcp://10.96.0.7:9464' })
  expect(problem).toContain('enableServiceLinks')
})

test.each([
  ['http portal', { MOORAGE_URL: 'http://moorage.localhost' }],
  ['http issuer', { MOORAGE_OIDC_ISSUER: 'http://id.localhost' }],
  ['http files', { MOORAGE_FILES_URL: 'http://files.localhost' }],
  ['no files origin', { MOORAGE_FILES_URL: undefined }],
  ['files on the portal', { MOORAGE_FILES_URL: 'https://moorage.example.org' }],
  ['demo session secret', { MOORAGE_SESSION_SECRET: 'demo-session-secret-that-everybody-knows' }],
  ['demo gateway secret', { MOORAGE_GATEWAY_SECRET: 'demo-gateway-secret-that-everybody-knows' }],
  ['example client secret', { MOORAGE_OIDC_CLIENT_SECRET: 'Example' }],
])('outside the demo it refuses: %s', (_, change) => {
  expect(listProblems({ ...production, ...change })).toHaveLength(1)
})

test('the demo runs under names of this machine only', () => {
  expect(listProblems(demo)).toEqual([])
  expect(listProblems({ ...demo, MOORAGE_FILES_URL: undefined })).toEqual([])
  expect(listProblems({ ...demo, MOORAGE_URL: 'http://moorage.example.org' })).toHaveLength(1)
  expect(listProblems({ ...demo, MOORAGE_OIDC_ISSUER: 'http://localhost.example.org' })).toHaveLength(1)
})

test('Prometheus is asked where nobody can stand between, and proves itself before it gets a token', () => {
  const read = (url: string, more: Record<string, string> = {}) => ({
    ...production,
    MOORAGE_USAGE_SOURCE: 'prometheus',
    MOORAGE_PROMETHEUS_URL: url,
    ...more,
  })
  const MOORAGE_PROMETHEUS_TOKEN_FILE = '/run/token'
  expect(parseEnv(read('https://metrics.example.org/tenant', { MOORAGE_PROMETHEUS_TOKEN_FILE })).prometheus).toEqual({
    url: 'https://metrics.example.org/tenant',
    tokenFile: '/run/token',
    caFile: null,
  })
  expect(listProblems(read('http://prometheus.monitoring.svc:9090'))).toEqual([])
  expect(listProblems({ ...read('http://10.0.0.7:9090'), ...demo })).toEqual([])
  expect(parseEnv({ ...production, MOORAGE_PROMETHEUS_URL: 'http://10.0.0.7:9090' }).prometheus).toBeNull()
  for (const wrong of [
    read(''),
    read('http://metrics.example.org'),
    read('http://monitoring.svc.example.org'),
    read('https://reader:secret@metrics.example.org'),
    read('https://metrics.example.org/?tenant=1'),
    read('http://prometheus.monitoring.svc:9090', { MOORAGE_PROMETHEUS_TOKEN_FILE }),
    { ...read('http://127.0.0.1:9090', { MOORAGE_PROMETHEUS_TOKEN_FILE }), ...demo },
  ]) {
    expect(listProblems(wrong)).toEqual([expect.stringMatching(/^MOORAGE_PROMETHEUS_/)])
  }
})

test('names that are no settings and files under the portal’s domain are warned about', () => {
  const source = {
    ...production,
    MOORAGE_FILES_URL: 'https://files.example.org',
    MOORAGE_QOUTA_PODS: '3',
    MOORAGE_SERVICE_HOST: '10.96.0.3',
    MOORAGE_PORT_80_TCP: 'tcp://10.96.0.3:80',
  }
  expect(listEnvWarnings(parseEnv(source), source).map((warning) => warning.split(' ')[0])).toEqual([
    'MOORAGE_QOUTA_PODS',
    'MOORAGE_FILES_URL',
  ])
  expect(listEnvWarnings(parseEnv(production), production)).toEqual([])
})

test('a domain for apps that nothing can serve, or that lies under the portal’s, is warned about', () => {
  const source = { ...production, MOORAGE_APPS_DOMAIN: 'apps.example.org' }
  expect(listEnvWarnings(parseEnv(source), source)).toEqual([
    'MOORAGE_APPS_DOMAIN needs MOORAGE_GATEWAY_SECRET and MOORAGE_FILES_KEYS_FILE to be of any use.',
    expect.stringContaining('MOORAGE_APPS_DOMAIN lies under example.org like the portal'),
  ])
})

test('the example file names every setting, and nothing else', async () => {
  const { readFile } = await import('node:fs/promises')
  const text = await readFile(new URL('../.env.example', import.meta.url), 'utf8')
  const names = [...text.matchAll(/^(MOORAGE_[A-Z_]+)=/gm)].map(([, name]) => name)
  expect(new Set(names)).toEqual(new Set(SETTING_NAMES))
})

test('the defaults of the example file are those of the code', async () => {
  const { readFile } = await import('node:fs/promises')
  const text = await readFile(new URL('../.env.example', import.meta.url), 'utf8')
  const example = Object.fromEntries(
    [...text.matchAll(/^(MOORAGE_[A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  )
  const given = { ...example, ...production }
  expect(parseEnv(given)).toEqual(parseEnv(production))
})

test('which resources are GPUs can be named, slices among them, and nothing else', () => {
  const read = (value: string) => ({ ...production, MOORAGE_GPU_RESOURCES: value })
  expect(parseEnv(read('nvidia.com/gpu, nvidia.com/mig-1g.5gb')).gpuResources).toEqual([
    'nvidia.com/gpu',
    'nvidia.com/mig-1g.5gb',
  ])
  expect(listProblems(read('example.com/fpga'))).toEqual([expect.stringContaining('MOORAGE_GPU_RESOURCES')])
})
