import path from 'node:path'
import { DOMAINS, getArea } from './areas.ts'
import type { Violation } from './check-imports.ts'
import type { Source } from './read-source.ts'

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
const SAYS_NOTHING = ['index', 'utils', 'helpers', 'common', 'misc', 'types']
const DOMAIN_FILES = ['schema', 'status', 'objects', 'operations', 'actions', 'queries']
/** What a domain has besides, because the same is asked for in several of its pages. */
const MORE_FILES: Record<string, string[]> = { files: ['protocol'], workloads: ['explain', 'preflight'] }
const DOMAIN_LIST = `${DOMAIN_FILES.map((name) => `${name}.ts`).join(', ')} (one that grew too long is split into objects-network.ts and the like) and their tests`

/** Whether a file has a name and a place that the house knows. */
export function checkName({ file }: Source): Violation[] {
  const message = findProblem(file)
  return message === null ? [] : [{ file, line: 1, message }]
}

function findProblem(file: string): string | null {
  const name = path.posix.basename(file)
  const stem = name.split('.')[0] ?? ''
  if (!KEBAB_CASE.test(name)) return 'file names are kebab-case, as in quota-chip.tsx'
  if (SAYS_NOTHING.includes(stem)) return `"${stem}" says nothing: name the file after what it does`
  const area = getArea(file)
  if (!area) {
    return file.startsWith('lib/')
      ? `lib/ has no such part: its domains are ${DOMAINS.join(', ')}`
      : 'the house has no such folder; CONTRIBUTING.md lists the folders'
  }
  if (area.kind !== 'domain') return null
  const [, domain, inDomain, ...deeper] = file.split('/')
  // What file servers and the portal say to each other, which the file servers' program reads too.
  if (domain === 'files' && inDomain === 'protocol' && deeper.length === 1) return null
  // What only tests need, object sets of a real cluster among it.
  if (inDomain === 'testing' && deeper.length === 1) return null
  const allowed = [...DOMAIN_FILES, ...(MORE_FILES[domain ?? ''] ?? [])]
  const isAllowed = deeper.length === 0 && /^[a-z]+(-[a-z]+)*((\.(integration|soak))?\.test)?\.ts$/.test(inDomain ?? '')
  return isAllowed && allowed.includes(stem.split('-')[0] ?? '') ? null : `the files of ${area.name} are ${DOMAIN_LIST}`
}

/** Comments that silence a check. */
export function checkComments({ file, comments }: Source): Violation[] {
  return comments
    .filter(({ text }) => /\b(oxlint|eslint)-(disable|enable)|@ts-(ignore|nocheck|expect-error)/.test(text))
    .map(({ line }) => ({ file, line, message: 'no check is silenced: mend what it found' }))
}
