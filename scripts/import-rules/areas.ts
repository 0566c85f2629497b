/** lib/ from the bottom up: what everything may use, what domains share, and the domains themselves. */
const BASE = ['errors', 'env', 'log', 'routes', 'format', 'i18n']
const SHARED = ['auth', 'http', 'kube', 'audit']
export const DOMAINS = [
  'spaces',
  'users',
  'groups',
  'storage',
  'files',
  'workloads',
  'config',
  'quota',
  'usage',
  'requests',
  'templates',
  'maintenance',
]

const PROGRAMS = [
  'app',
  'components',
  'fileserver',
  'gateway',
  'cluster',
  'deploy',
  'bench',
  'scripts',
  'e2e',
  'messages',
] as const

export type Kind = (typeof PROGRAMS)[number] | 'domain' | 'shared' | 'base' | 'root'

/** A part of the house whose files may import each other by relative paths. */
export interface Area {
  name: string
  kind: Kind
}

/** The area of a file by its path in the checkout; null for a place that the house does not have. */
export function getArea(file: string): Area | null {
  const [top = '', second] = file.split('/')
  if (second === undefined) return { name: 'the root', kind: 'root' }
  if (top !== 'lib') {
    const kind = PROGRAMS.find((program) => program === top)
    return kind ? { name: top, kind } : null
  }
  const part = second.replace(/(\.[a-z]+)*\.(ts|tsx)$/, '')
  const name = `lib/${part}`
  if (BASE.includes(part)) return { name, kind: 'base' }
  if (SHARED.includes(part)) return { name, kind: 'shared' }
  if (DOMAINS.includes(part)) return { name, kind: 'domain' }
  return null
}
