import path from 'node:path'
import { getArea, type Kind } from './areas.ts'
import type { Import, Source } from './read-source.ts'

export interface Violation {
  file: string
  line: number
  message: string
}

const ANYTHING_IN_LIB: Kind[] = ['domain', 'shared', 'base']

/** What each kind may import besides itself. */
const MAY_IMPORT: Record<Kind, Kind[]> = {
  app: ['components', ...ANYTHING_IN_LIB, 'messages'],
  components: ANYTHING_IN_LIB,
  gateway: ANYTHING_IN_LIB,
  domain: ['domain', 'shared', 'base'],
  shared: ['shared', 'base'],
  base: ['base', 'messages'],
  messages: [],
  fileserver: [],
  scripts: [],
  cluster: ['deploy'],
  bench: ['cluster', 'deploy', ...ANYTHING_IN_LIB],
  deploy: ['cluster', 'shared', 'base'],
  e2e: ['cluster', 'deploy', ...ANYTHING_IN_LIB, 'messages'],
  root: ['app', 'cluster', 'scripts', ...ANYTHING_IN_LIB],
}

/** The few single files and folders that a program of its own shares with the portal. */
const MAY_ALSO_IMPORT: Partial<Record<Kind, RegExp>> = {
  fileserver: /^lib\/files\/protocol\//,
  cluster: /^lib\/(kube\/|errors\.ts$)/,
  // Besides the browser: file servers are started and asked as their own tests do it, so that both mean the same.
  bench: /^(scripts\/setup|fileserver\/testing)\//,
  // Where the browser is that the tests drive; what a file server answers, so that no address is forgotten; how one
  // uploads to it.
  e2e: /^(scripts\/setup\/|fileserver\/(route-table|testing\/tus-client)\.ts$)/,
}

const CURE: Partial<Record<Kind, string>> = {
  domain: 'put it into another lib/<domain>, or down into lib/{errors,env,log,routes,format,i18n}',
  shared: 'move what both need into lib/{errors,env,log,routes,format,i18n}, or take it as a parameter',
  base: 'the lowest layer knows nothing above it: take it as a parameter',
  components: 'take it as a prop, or put it into lib/<domain>',
  gateway: 'put it into lib/<domain>/operations.ts, where the portal finds it too',
  fileserver: 'what it shares with the portal belongs into lib/files/protocol',
  cluster: 'it is a program of its own: put the code into cluster/, lib/kube or lib/errors.ts',
  scripts: 'the scripts run before anything is built: put the code into scripts/',
}

const EXTENSION = /\.(ts|tsx|js|mjs|json|css|svg)$/
const CLIENT_NODE = /^@kubernetes\/client-node(\/|$)/
const MAY_CALL_KUBE =
  /^(lib\/[a-z]+\/operations(-[a-z-]+)?\.ts|(lib\/(kube|auth|http|audit)|gateway|cluster|deploy|bench|e2e)\/.*|lib\/[a-z]+\/testing\/.*|.*\.(integration|soak)\.test\.ts)$/
/** What runs against a cluster of its own, and what such tests have in common. */
const IS_OF_CLUSTER_TEST = /\.(integration|soak)\.test\.ts$|^lib\/[a-z]+\/testing\//
/** Those of lib/kube that ask nobody: whoever maps objects needs them. */
const IS_PURE_KUBE = /^lib\/kube\/(object|quantity|errors)\.ts$/

/** Which imports of one file go against the directions of the house (docs: CONTRIBUTING.md). */
export function checkImports(source: Source): Violation[] {
  // A file that cannot be read must not pass for one without imports.
  if (source.problem) return [{ file: source.file, line: 1, message: `cannot be read: ${source.problem}` }]
  return source.imports.flatMap((one) => {
    const message = findProblem(source.file, one)
    return message === null ? [] : [{ file: source.file, line: one.line, message }]
  })
}

function findProblem(file: string, { specifier, isTypeOnly }: Import): string | null {
  if (CLIENT_NODE.test(specifier)) {
    if (getArea(file)?.name === 'lib/kube') return null
    return 'only lib/kube imports @kubernetes/client-node: use lib/kube, and add there what is missing'
  }
  const isRelative = specifier.startsWith('.')
  if (!isRelative && !specifier.startsWith('#')) return null
  if (!EXTENSION.test(specifier)) return `"${specifier}" needs its file extension, as in "${specifier}.ts"`

  const target = isRelative ? path.posix.join(path.posix.dirname(file), specifier) : specifier.slice(1)
  const from = getArea(file)
  const to = getArea(target)
  if (!from || !to) return `"${specifier}" leads to a place the house does not have; CONTRIBUTING.md lists the folders`
  if (isRelative && from.name !== to.name && from.kind !== 'root') {
    return `"${specifier}" leaves ${from.name}: across folders write "#${target}"`
  }
  if (to.name === 'lib/kube' && !isTypeOnly && !IS_PURE_KUBE.test(target) && !MAY_CALL_KUBE.test(file)) {
    return 'only lib/<domain>/operations.ts calls lib/kube: make it a verb there and call that'
  }
  if (from.kind === to.kind && from.name === to.name) return null
  if (MAY_IMPORT[from.kind].includes(to.kind) || MAY_ALSO_IMPORT[from.kind]?.test(target)) return null
  if (IS_OF_CLUSTER_TEST.test(file) && to.kind === 'cluster') return null
  return `${from.name} must not import ${to.name}: ${CURE[from.kind] ?? 'put it where both may look'}`
}
