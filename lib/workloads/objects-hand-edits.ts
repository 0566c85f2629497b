import type { KubeObject } from '#lib/kube/object.ts'
import { FIELD_MANAGER } from '#lib/spaces/objects-marks.ts'
import { listFieldManagers } from './objects-ownership.ts'
import type { FieldManager } from './objects-ownership.ts'

const SHOWN_MAX = 50
/** What the cluster's own controllers note is nobody's edit. */
const NOTED = /^(status\b|metadata\.annotations\.(deployment\.kubernetes\.io|batch\.kubernetes\.io)\/)/

/** Settings that somebody else than Moorage has made in an object, by their place, as in "spec.replicas". */
export function listHandEdits(object: KubeObject): string[] {
  const others = listFieldManagers(object).filter(
    ({ manager, subresource }) => manager !== FIELD_MANAGER && subresource !== 'status',
  )
  const paths = new Set(others.flatMap(({ fieldsV1 }) => listPaths(fieldsV1, '')))
  return [...paths].filter((path) => !NOTED.test(path)).slice(0, SHOWN_MAX)
}

/** https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
function listPaths(fields: FieldManager['fieldsV1'], base: string): string[] {
  const below = Object.entries(fields).filter(([key]) => key !== '.')
  if (below.length === 0) return base === '' ? [] : [base]
  return below.flatMap(([key, value]) => listPaths(value, join(base, key)))
}

function join(base: string, key: string): string {
  if (!key.startsWith('f:')) return `${base}[${readItem(key)}]`
  return base === '' ? key.slice(2) : `${base}.${key.slice(2)}`
}

/** Items of lists are named by one of their values: k:{"name":"web"}. */
function readItem(key: string): string {
  const [, text = key] = /^[kv]:(.*)$/s.exec(key) ?? []
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? Object.values(value).map(String).join(' ') : String(value)
  } catch {
    return text
  }
}
