import { expect } from '@playwright/test'
import { readRecord } from '#cluster/record.ts'
import { routes } from '#lib/routes.ts'
import en from '#messages/en.json' with { type: 'json' }
import { openPage } from './open-page.ts'
import { fillInProvider } from './people.ts'
import { identity, layout } from './place.ts'
import { test } from './portal-test.ts'
import { send } from './send.ts'

test('with the API server away the portal shows what it knew and since when, and recovers by itself', async ({
  people,
}) => {
  test.skip(layout.name === 'demo', 'Somebody may be at work in the demo.')
  test.setTimeout(400_000)
  const [person, newcomer] = [await people.create(), await people.create()]
  const storage = routes.storage(person.space)
  const disk = `user-${person.username}-disk`
  const page = await people.signIn(person, { path: storage })
  const cookies = await page.context().cookies()
  const known = page.getByRole('row', { name: disk })
  await expect(known).toBeVisible()
  const old = page.getByText('The cluster does not answer. This is what was known')

  const pid = await getApiServer()
  process.kill(pid, 'SIGSTOP')
  try {
    await expect(old).toBeVisible({ timeout: 120_000 })
    await expect(known).toBeVisible()
    for (const path of [storage, routes.home(), routes.quota(person.space), routes.profile()]) {
      await openPage(page, path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(old).toBeVisible()
    }
    expect((await send({ path: routes.api.health() })).status).toBe(200)
    expect((await send({ path: routes.api.ready() })).status).toBe(200)
    expect((await send({ path: routes.api.volumes(person.space), cookies })).status).toBe(200)

    // Nothing can be changed, and the form says why and keeps what was written.
    await openPage(page, routes.storage(person.space, { create: 'new' }))
    const form = page.getByRole('dialog', { name: 'Create volume' })
    await form.getByRole('textbox', { name: 'Name' }).fill('meanwhile')
    await form.getByRole('button', { name: 'Create', exact: true }).click()
    await expect(form.getByRole('alert')).toContainText(
      /The cluster (cannot be reached|does not answer|did not answer)/,
      {
        timeout: 90_000,
      },
    )
    await expect(form.getByRole('textbox', { name: 'Name' })).toHaveValue('meanwhile')

    // Whom the provider vouches for is not let in by what may not be true any more.
    const refused = await people.openBrowser()
    await refused.goto(routes.api.startSignIn(routes.storage(newcomer.space)))
    await fillInProvider(refused, newcomer)
    await expect(refused).toHaveURL(/[?&]problem=unavailable$/)
    await expect(refused.getByRole('alert').filter({ hasText: en.signIn.problems.unavailable })).toBeVisible()

    process.kill(pid, 'SIGCONT')
    await expect(old).toBeHidden({ timeout: 120_000 })
    // A control plane that was away so long takes the node for lost, and the ingress sends nothing to its pods for a
    // few seconds more. The form says so; sending it again makes one volume.
    const row = page.getByRole('row', { name: 'meanwhile' })
    await expect(async () => {
      if (await form.isVisible()) await form.getByRole('button', { name: 'Create', exact: true }).click()
      await expect(row).toBeVisible({ timeout: 5000 })
    }).toPass({ timeout: 120_000 })
    await expect(form).toBeHidden()
  } finally {
    process.kill(pid, 'SIGCONT')
    // What the node was taken for lasts longer than the outage: until its pods are in their Services again, whatever
    // comes next would fail for a reason that is not its own.
    await expect(async () => {
      await identity.setFaults({})
      expect((await send({ path: routes.api.ready() })).status).toBe(200)
    }).toPass({ timeout: 120_000 })
  }
})

async function getApiServer(): Promise<number> {
  const record = await readRecord(layout)
  const pid = record?.parts.find(({ name }) => name === 'kube-apiserver')?.pid
  if (!pid) throw new Error('The API server of the cluster under test does not run.')
  return pid
}
