import { refuse } from './preflight-findings.ts'
import type { PreflightFacts } from './preflight-findings.ts'
import type { LaunchInput } from './schema-launch.ts'
import type { Finding } from './schema-preview.ts'

interface Reference {
  field: string
  source: 'config-map' | 'secret'
  object: string
  key: string | null
}

function listReferences({ environment, environmentSets, mounts }: LaunchInput): Reference[] {
  return [
    ...environment.flatMap((one, at) =>
      one.source === 'value'
        ? []
        : [{ field: `environment.${at}`, source: one.source, object: one.object, key: one.key }],
    ),
    ...environmentSets.map(({ source, object }, at) => ({ field: `environmentSets.${at}`, source, object, key: null })),
    ...mounts.flatMap((one, at) =>
      one.source === 'config-map' || one.source === 'secret'
        ? [{ field: `mounts.${at}.object`, source: one.source, object: one.object, key: null }]
        : [],
    ),
  ]
}

/** ConfigMaps, Secrets and their keys that the pods would wait for; each missing one once. */
export function checkReferences(input: LaunchInput, { configMaps, secrets }: PreflightFacts): Finding[] {
  const found = new Map<string, Finding>()
  const add = (key: string, finding: Finding) => found.has(key) || found.set(key, finding)
  for (const { field, source, object, key } of listReferences(input)) {
    const known = source === 'secret' ? secrets : configMaps
    if (!known) continue
    const keys = known.get(object)
    if (!keys) add(`${source} ${object}`, refuse(`${source}-missing`, field, { object }))
    else if (key !== null && !keys.includes(key)) {
      const code = source === 'secret' ? 'secret-key-missing' : 'config-key-missing'
      add(`${source} ${object} ${key}`, refuse(code, `${field}.key`, { object, key }))
    }
  }
  for (const [at, object] of input.pullSecrets.entries()) {
    if (!secrets) continue
    const keys = secrets.get(object)
    if (!keys) add(`pull ${object}`, refuse('pull-secret-missing', `pullSecrets.${at}`, { object }))
    else if (!keys.includes('.dockerconfigjson') && !keys.includes('.dockercfg')) {
      add(`pull ${object}`, refuse('pull-secret-wrong', `pullSecrets.${at}`, { object }))
    }
  }
  return [...found.values()]
}
