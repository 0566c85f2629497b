import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { buildLaunch } from './objects-launch.ts'
import { formatKubectl, formatYaml, listChanges, listObjects } from './objects-preview.ts'
import { launchSchema } from './schema-launch.ts'

function objectsOf(changes: Record<string, unknown> = {}) {
  const fields = {
    kind: 'service',
    space: 'u/alice',
    name: 'web',
    launchId: '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00',
    image: 'registry.example/web:1.2',
    cpu: '1',
    memory: '1Gi',
    ports: [{ name: 'http', port: 8080 }],
    ...changes,
  }
  const context = { namespace: 'user-alice-storage', kind: 'user' as const, gatewayNamespace: 'moorage' }
  return listObjects(buildLaunch(launchSchema.parse(fields), context))
}

const secret = { source: 'value', name: 'TOKEN', value: 'a: *b\n---\n', isSecret: true }
const evil = { source: 'value', name: 'EVIL', value: 'x\n---\nkind: Namespace' }

test('the file holds the objects and nothing else, whatever stands in them', () => {
  const objects = objectsOf({ environment: [secret, evil], args: ['${x}', '--- ', '!!js', '&a *a'] })
  const documents = parseAllDocuments(formatYaml(objects)).map((document) => document.toJS() as unknown)
  expect(documents).toHaveLength(3)
  expect(documents[0]).toMatchObject({ kind: 'Secret', data: { TOKEN: '(hidden)' } })
  expect(documents.slice(1)).toEqual(objects.slice(1))
})

test('what an edit makes, changes and takes away', () => {
  const before = objectsOf({ environment: [secret] })
  const after = objectsOf({ files: [{ name: 'a', text: 'b' }] })
  expect(listChanges(after, before)).toEqual([
    { kind: 'ConfigMap', name: 'web-files', action: 'create' },
    { kind: 'Deployment', name: 'web', action: 'update' },
    { kind: 'Service', name: 'web', action: 'update' },
    { kind: 'Secret', name: 'web-env', action: 'delete' },
  ])
  expect(listChanges(after, []).every(({ action }) => action === 'create')).toBe(true)
})

test('the same by hand', () => {
  const [deployment] = objectsOf()
  expect(formatKubectl(deployment!).split('\n')[0]).toBe(
    'kubectl apply --server-side --field-manager moorage --namespace user-alice-storage --filename web.yaml',
  )
})
