import { expect } from '@playwright/test'
import { getIssuer } from '#cluster/identity/addresses.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { listObjects, requireObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { fillInProvider, type TestPerson } from './people.ts'
import { client, layout } from './place.ts'
import { test } from './portal-test.ts'
import { send } from './send.ts'

test('a new person comes back to the page they asked for, and owns a whole space', async ({ people, page }) => {
  const person = await people.create()
  const wanted = routes.quota(person.space)
  await page.goto(wanted)
  await expect(page).toHaveURL(routes.signIn(wanted))
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click()
  await fillInProvider(page, person)
  await expect(page).toHaveURL(wanted)
  await expect(page.getByRole('heading', { level: 1, name: 'Quota' })).toBeVisible()

  const { labels, annotations } = (await requireObject(client, toRef('v1', 'Namespace', person.namespace))).metadata
  expect(labels).toMatchObject({
    'app.kubernetes.io/managed-by': 'moorage',
    'moorage.dev/space-kind': 'user',
    'pod-security.kubernetes.io/enforce': 'restricted',
  })
  expect(annotations).toMatchObject({
    'moorage.dev/owner-issuer': getIssuer(layout),
    'moorage.dev/owner-subject': person.subject,
    'moorage.dev/space': person.space,
  })
  const list = (apiVersion: string, kind: string) => listIn(person, { apiVersion, kind })
  expect(toNames(await list('v1', 'ResourceQuota'))).toEqual(['moorage-compute', 'moorage-files', 'moorage-storage'])
  expect(await list('v1', 'LimitRange')).toHaveLength(1)
  expect(await list('networking.k8s.io/v1', 'NetworkPolicy')).toContainEqual(
    expect.objectContaining({ spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } }),
  )
  expect(await list('rbac.authorization.k8s.io/v1', 'RoleBinding')).toContainEqual(
    expect.objectContaining({ roleRef: expect.objectContaining({ kind: 'ClusterRole', name: 'moorage-space' }) }),
  )
  const [disk, ...others] = await list('v1', 'PersistentVolumeClaim')
  expect(others).toEqual([])
  expect(disk).toMatchObject({
    metadata: { name: `user-${person.username}-disk` },
    spec: { resources: { requests: { storage: '10Gi' } } },
  })
  const storage = { apiVersion: 'v1', kind: 'ResourceQuota', namespace: person.namespace, name: 'moorage-storage' }
  await expect
    .poll(async () => (await requireObject(client, storage))['status'])
    .toMatchObject({ used: { persistentvolumeclaims: '1', 'requests.storage': '10Gi' } })

  await page.getByRole('link', { name: 'Storage' }).first().click()
  await expect(page.getByRole('row', { name: `user-${person.username}-disk` })).toContainText('10 GiB')
})

test('after signing out, the cookie that was used is worth nothing', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person)
  const cookies = await page.context().cookies()
  expect((await send({ path: routes.api.sessions(), cookies })).status).toBe(200)

  await page.getByRole('button', { name: `${person.displayName}, account and settings` }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(routes.signIn())
  await expect(page.getByRole('link', { name: 'Sign in with your organisation' })).toBeVisible()

  expect((await send({ path: routes.api.sessions(), cookies })).status).toBe(401)
  expect((await send({ path: routes.api.refreshSession(), method: 'POST', cookies })).status).toBe(401)
  expect((await send({ path: routes.home(), cookies })).headers.location).toBe(routes.signIn(routes.home()))

  // The provider has forgotten the person too: it asks for the password again.
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click()
  await expect(page.getByLabel('Password')).toBeVisible()
})

test('whoever is signed in and wants to sign in is sent to the page at once, and never to another site', async ({
  people,
}) => {
  const page = await people.signIn(await people.create())
  await page.goto(routes.signIn(routes.profile()))
  await expect(page).toHaveURL(routes.profile())

  const attacks = [
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/%09/evil.example/..//evil.example',
    '/.//evil.example',
    'https://evil.example/',
    'https:evil.example',
    'javascript:alert(1)',
    'data:text/html,hello',
    `http://moorage.localhost@evil.example/`,
    '/api/auth/signin/oidc',
    '/sign-in',
  ]
  for (const attack of attacks) {
    for (const start of [routes.signIn(attack), routes.api.startSignIn(attack)]) {
      await test.step(start, async () => {
        await page.goto(start)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        expect(new URL(page.url()).host).toBe(`moorage.localhost:${layout.ingressPort}`)
        expect(new URL(page.url()).pathname).not.toMatch(/^\/(api|sign-in)/)
      })
    }
  }
})

test('an answer that nobody asked for signs nobody in', async ({ page }) => {
  await page.goto('/api/auth/callback/oidc?code=made-up&state=made-up')
  await expect(page.getByRole('alert').filter({ hasText: 'Start it again' })).toBeVisible()
  await page.goto(routes.home())
  await expect(page).toHaveURL(routes.signIn(routes.home()))
})

function toRef(apiVersion: string, kind: string, name: string) {
  return { apiVersion, kind, name }
}

function listIn({ namespace }: TestPerson, kind: { apiVersion: string; kind: string }): Promise<KubeObject[]> {
  return listObjects(client, { ...kind, namespace })
}

function toNames(objects: readonly KubeObject[]): string[] {
  return objects.map(({ metadata }) => metadata.name).toSorted()
}
