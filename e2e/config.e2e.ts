import { expect, type Page } from '@playwright/test'
import { buildBoxSpec } from '#cluster/testing/box.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { createGroup } from './group.ts'
import { openPage } from './open-page.ts'
import { findFlaws, watchConsole } from './page-watch.ts'
import { client } from './place.ts'
import { test } from './portal-test.ts'
import { send } from './send.ts'

const OLD = 'correct horse'
const NEW = 'battery staple'

test('a secret is made, rotated with a restart of its user, shown for a moment, and deleted', async ({ people }) => {
  const person = await people.create()
  const { space, namespace } = person
  const page = await people.signIn(person, { path: routes.config(space, { tab: 'secret' }) })
  const complaints = watchConsole(page)
  await expect(page.getByText('No secrets yet')).toBeVisible()
  await page.getByRole('button', { name: 'Create secret' }).click()
  const form = page.getByRole('dialog', { name: 'Create secret' })
  await form.getByRole('textbox', { name: 'Name' }).first().fill('tokens')
  const entry = form.getByRole('region', { name: 'Entry 1' })
  await entry.getByRole('textbox', { name: 'Value' }).fill(OLD)
  await entry.getByRole('textbox', { name: 'Name' }).fill('PASSWORD')
  await form.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(form).toBeHidden()
  const row = page.getByRole('row', { name: 'tokens' })
  await expect(row).toContainText('Nothing')

  await createUser(namespace)
  await expect(row.getByRole('link', { name: 'web' })).toHaveAttribute(
    'href',
    routes.workload(space, { kind: 'service', name: 'web' }),
  )

  await chooseAction(page, 'tokens', 'Set new values')
  const rotate = page.getByRole('dialog', { name: 'New values for tokens' })
  await rotate.getByRole('button', { name: 'Change PASSWORD' }).click()
  await rotate.getByRole('textbox', { name: 'New value' }).fill(NEW)
  expect(await findFlaws(page)).toEqual([])
  await rotate.getByRole('button', { name: 'Save' }).click()
  await expect(rotate.getByRole('checkbox', { name: 'web' })).toBeChecked()
  await rotate.getByRole('button', { name: 'Restart 1 service' }).click()
  await expect(rotate).toBeHidden()
  const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'web' }
  const { spec } = (await requireObject(client, web)) as KubeObject & { spec: { template: KubeObject } }
  expect(spec.template.metadata.annotations).toHaveProperty(['moorage.dev/restarted-at'])

  // Neither the page nor what it reads brings a value with it.
  const cookies = await page.context().cookies()
  for (const path of [routes.config(space, { open: 'secret/tokens' }), routes.api.config(space)]) {
    const { status, body } = await send({ path, cookies })
    expect(status).toBe(200)
    expect(body).toContain('tokens')
    expect(body).not.toMatch(new RegExp(`${NEW}|${Buffer.from(NEW).toString('base64')}`))
  }
  await page.getByRole('link', { name: 'tokens' }).click()
  const sheet = page.getByRole('dialog', { name: 'tokens' })
  await sheet.getByRole('button', { name: 'Show PASSWORD' }).click()
  await expect(sheet.getByText(NEW)).toBeVisible()
  await expect(sheet).toContainText('That you looked is written down.')
  expect(await findFlaws(page)).toEqual([])
  await sheet.getByRole('button', { name: 'Hide PASSWORD' }).click()
  await expect(sheet.getByText(NEW)).toBeHidden()
  // Whoever goes away leaves it behind for half a minute, and no longer.
  await page.clock.install()
  await sheet.getByRole('button', { name: 'Show PASSWORD' }).click()
  await expect(sheet.getByText(NEW)).toBeVisible()
  await page.clock.runFor(28_000)
  await expect(sheet.getByText(NEW)).toBeVisible()
  await page.clock.runFor(3000)
  await expect(sheet.getByText(NEW)).toBeHidden()
  await page.clock.resume()

  await sheet.getByRole('button', { name: 'Delete tokens' }).click()
  const remove = page.getByRole('dialog', { name: 'Delete tokens' })
  await expect(remove.getByRole('listitem').filter({ hasText: 'web' })).toBeVisible()
  await remove.getByRole('textbox').fill('tokens')
  await remove.getByRole('button', { name: 'Delete secret' }).click()
  await expect(page.getByText('No secrets yet')).toBeVisible()
  expect(complaints).toEqual([])
  await openPage(page, routes.activity(space))
  await expect(page.getByRole('row', { name: 'Looked at PASSWORD of the secret tokens' })).toHaveCount(2)
})

test('a configuration comes from a pasted .env, and two who edit it lose nothing; a viewer only reads', async ({
  people,
}) => {
  const owner = await people.create()
  const viewer = await people.create()
  const page = await people.signIn(owner)
  const other = await people.signIn(viewer)
  const group = await createGroup([
    [owner, 'owner'],
    [viewer, 'viewer'],
  ])
  const { space, namespace } = group
  try {
    await expect(async () => {
      await openPage(page, routes.config(space, { create: 'config-map' }))
      await expect(page.getByRole('dialog', { name: 'Create configuration' })).toBeVisible({ timeout: 3000 })
    }).toPass()
    const form = page.getByRole('dialog', { name: 'Create configuration' })
    await form.getByRole('textbox', { name: 'Name' }).first().fill('settings')
    await form.getByRole('button', { name: 'Paste .env' }).click()
    const paste = page.getByRole('dialog', { name: 'Paste .env' })
    await paste.getByRole('textbox').fill('# comment\nexport HOST="db.example.org"\nwhat is this\nPORT=5432\n')
    await expect(paste).toContainText('Line 3:')
    await paste.getByRole('button', { name: 'Add 2 entries' }).click()
    await expect(form.getByRole('region', { name: 'HOST' }).getByRole('textbox', { name: 'Value' })).toHaveValue(
      'db.example.org',
    )
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    expect(await findFlaws(page)).toEqual([])
    await form.getByRole('button', { name: 'Create', exact: true }).click()
    await expect(form).toBeHidden()
    await expect(page.getByRole('row', { name: 'settings' })).toBeVisible()
    expect(await findFlaws(page)).toEqual([])

    await chooseAction(page, 'settings', 'Edit')
    const edit = page.getByRole('dialog', { name: 'Edit settings' })
    const value = (name: string) => edit.getByRole('region', { name }).getByRole('textbox', { name: 'Value' })
    await value('PORT').fill('1111')
    // Somebody else, in another tab or with kubectl.
    const map = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'settings' }
    await patchObject(client, map, { patch: { data: { PORT: '2222', EXTRA: 'theirs' } } })
    await edit.getByRole('button', { name: 'Save' }).click()
    await expect(edit.getByRole('alert')).toContainText('Somebody else saved this first.')
    await expect(edit.getByRole('radio', { name: 'Theirs' })).toBeVisible()
    expect(await findFlaws(page)).toEqual([])
    await edit.getByRole('button', { name: 'Go on editing' }).click()
    await expect(value('EXTRA')).toHaveValue('theirs')
    await expect(value('PORT')).toHaveValue('1111')
    await edit.getByRole('button', { name: 'Save' }).click()
    await expect(edit).toBeHidden()
    expect((await requireObject(client, map)).data).toEqual({ HOST: 'db.example.org', PORT: '1111', EXTRA: 'theirs' })

    await openPage(other, routes.config(space, { open: 'config-map/settings' }))
    const sheet = other.getByRole('dialog', { name: 'settings' })
    await expect(sheet.getByText('db.example.org')).toBeVisible()
    await expect(sheet.getByRole('button', { name: /Edit|Delete/ })).toBeHidden()
    await openPage(other, routes.config(space, { tab: 'secret' }))
    await expect(other.getByText('Secrets of a group are for its owners and editors.')).toBeVisible()
    await expect(other.getByRole('button', { name: 'Create secret' })).toHaveAttribute('aria-disabled', 'true')
    expect(await findFlaws(other)).toEqual([])
  } finally {
    await group.remove()
  }
})

async function chooseAction(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

/** A service that has all entries of the secret in its environment. */
async function createUser(namespace: string): Promise<void> {
  const spec = buildBoxSpec({})
  const [container] = spec.containers as Record<string, unknown>[]
  await createObject(client, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace, labels: { 'app.kubernetes.io/managed-by': 'moorage' } },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { ...spec, containers: [{ ...container, envFrom: [{ secretRef: { name: 'tokens' } }] }] },
      },
    },
  })
}
