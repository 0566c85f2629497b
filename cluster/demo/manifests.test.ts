import { expect, test } from 'vitest'
import { allowInSpaces, readManifests } from './manifests.ts'

test('kinds come first, and the policies before the rights that they wall in', async () => {
  const kinds = (await readManifests()).map(({ kind }) => kind)
  const order = [...new Set(kinds)]
  expect(order.slice(0, 4)).toEqual([
    'CustomResourceDefinition',
    'Namespace',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
  ])
  expect(kinds.lastIndexOf('ValidatingAdmissionPolicyBinding')).toBeLessThan(kinds.indexOf('ClusterRoleBinding'))
})

test('every policy refuses, is bound once under its own name, and has its parameters if it needs some', async () => {
  const objects = await readManifests()
  const policies = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')
  const bindings = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding')
  expect(bindings.map(({ spec }) => (spec as { policyName: string }).policyName)).toEqual(
    policies.map(({ metadata }) => metadata.name),
  )
  for (const [index, { spec }] of policies.entries()) {
    const { failurePolicy, paramKind } = spec as { failurePolicy: string; paramKind?: object }
    expect(failurePolicy).toBe('Fail')
    expect(bindings[index]?.spec).toMatchObject({
      validationActions: ['Deny'],
      ...(paramKind ? { paramRef: { name: 'moorage', parameterNotFoundAction: 'Deny' } } : {}),
    })
  }
})

test('a policy that sees every write has no parameters: without them it would refuse all', async () => {
  const wide = (await readManifests()).filter(
    ({ kind, spec }) => kind === 'ValidatingAdmissionPolicy' && JSON.stringify(spec).includes('"*/*"'),
  )
  expect(wide.map(({ metadata }) => metadata.name)).toEqual(['moorage-reach'])
  expect(wide[0]?.spec).not.toHaveProperty('paramKind')
})

test('what is allowed in spaces stands on the Namespace', async () => {
  const namespace = (await readManifests()).find(({ kind }) => kind === 'Namespace')!
  const allowed = { fileServerImages: ['a:1', 'b:1'], serviceTypes: [], hosts: ['files.example.org'] } as const
  expect(allowInSpaces(namespace, allowed).metadata).toEqual({
    ...namespace.metadata,
    annotations: {
      'moorage.dev/fileserver-images': 'a:1,b:1',
      'moorage.dev/service-types': '',
      'moorage.dev/space-hosts': 'files.example.org',
    },
  })
})
