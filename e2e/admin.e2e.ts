import { expect } from '@playwright/test'
import { deleteObject, getObject, requireObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { openPage } from './open-page.ts'
import { client } from './place.ts'
import { test } from './portal-test.ts'

test('an administrator changes a quota, finds a volume, mends a space and learns whether policies are enforced', async ({
  people,
}) => {
  const person = await people.create()
  await people.signIn(person)
  const { username, namespace, space } = person
  const page = await people.signIn(await people.create({ isAdmin: true }))

  await test.step('a quota', async () => {
    await openPage(page, routes.admin.users({ search: username }))
    await page.getByRole('button', { name: `Actions for ${username}` }).click()
    await page.getByRole('menuitem', { name: 'Change quota' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Volumes' }).fill('3')
    await dialog.getByRole('button', { name: 'Change the quota' }).click()
    await expect(page.getByText(`The quota of ${username} is changed`)).toBeVisible()
    await expect.poll(readVolumeLimit).toBe('3')
  })

  await test.step('a volume of anybody', async () => {
    await openPage(page, routes.admin.volumes())
    await page.getByRole('searchbox').fill(username)
    await expect(page.getByRole('row', { name: `user-${username}-disk` })).toBeVisible()
    await expect(page).toHaveURL(new RegExp(username))
    await expect(page.getByRole('row')).toHaveCount(2)
  })

  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', namespace, name: 'moorage-storage' }
  await test.step('a space that somebody broke', async () => {
    await deleteObject(client, quota)
    const repair = page.getByRole('button', { name: `Repair ${space}` })
    await expect(async () => {
      await openPage(page, routes.admin.health())
      await expect(repair).toBeVisible({ timeout: 2000 })
    }).toPass({ timeout: 60_000 })
    await repair.click()
    await expect.poll(() => getObject(client, quota)).not.toBeNull()
    await expect(repair).toBeHidden()
  })

  await test.step('network policies', async () => {
    const card = page.getByRole('region', { name: 'Network policies' })
    await card.getByRole('button', { name: /^Try it/ }).click()
    await expect(page.getByText('The probe has started').first()).toBeVisible()
    await expect(async () => {
      await openPage(page, routes.admin.health())
      await expect(card.getByText('Enforced', { exact: true })).toBeVisible({ timeout: 1000 })
    }).toPass({ timeout: 60_000 })
  })

  async function readVolumeLimit(): Promise<string | undefined> {
    const { spec } = await requireObject(client, {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      namespace,
      name: 'moorage-storage',
    })
    return (spec as { hard: Record<string, string> }).hard.persistentvolumeclaims
  }
})
