import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import {
  CLUSTER_RIGHTS,
  KUBELET_RIGHTS,
  listMissingRights,
  METRICS_RIGHTS,
  OWN_NAMESPACE_RIGHTS,
  SPACE_RIGHTS,
  type Rule,
} from './objects-rights.ts'

interface Role {
  kind: string
  metadata: { name: string }
  rules: Rule[]
}

function readRules(kind: string, name: string): Rule[] {
  const files = ['cluster-roles.yaml', 'accounts.yaml'].map(
    (file) => `${import.meta.dirname}/../../deploy/rights/${file}`,
  )
  const roles = files.flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((one) => one.toJS() as Role))
  const found = roles.find((role) => role.kind === kind && role.metadata.name === name)
  return found?.rules ?? []
}

test('what the health page asks for is what deploy/ gives', () => {
  const cluster = readRules('ClusterRole', 'moorage')
  expect(listMissingRights([...CLUSTER_RIGHTS, ...KUBELET_RIGHTS, ...METRICS_RIGHTS], cluster)).toEqual([])
  expect(listMissingRights(OWN_NAMESPACE_RIGHTS, readRules('Role', 'moorage'))).toEqual([])
  expect(listMissingRights(SPACE_RIGHTS, readRules('ClusterRole', 'moorage-space'))).toEqual([])
})

test('what deploy/ gives inside spaces is all asked for', () => {
  expect(listMissingRights(readRules('ClusterRole', 'moorage-space'), SPACE_RIGHTS)).toEqual([])
})

const needed: Rule[] = [
  { apiGroups: ['apps'], resources: ['deployments', 'deployments/scale'], verbs: ['get', 'patch'] },
  { apiGroups: [''], resources: ['roles'], resourceNames: ['a', 'b'], verbs: ['bind'] },
]

test('a line per resource names the verbs that are missing', () => {
  const given = [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] }]
  expect(listMissingRights(needed, given)).toEqual([
    'patch deployments.apps',
    'get, patch deployments/scale.apps',
    'bind roles a',
    'bind roles b',
  ])
})

test('wildcards give, a name gives only itself, and no name gives all', () => {
  const all = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]
  expect(listMissingRights(needed, all)).toEqual([])
  const one = [{ apiGroups: [''], resources: ['roles'], resourceNames: ['a'], verbs: ['bind'] }]
  expect(listMissingRights(needed.slice(1), one)).toEqual(['bind roles b'])
  expect(listMissingRights([{ ...needed[1]!, resourceNames: undefined }], one)).toEqual(['bind roles'])
  const scale = [{ apiGroups: ['apps'], resources: ['*/scale', 'deployments'], verbs: ['get', 'patch'] }]
  expect(listMissingRights(needed.slice(0, 1), scale)).toEqual([])
})
