import { expect } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import { openPage } from './open-page.ts'
import { test } from './portal-test.ts'
import { unfold } from './unfold.ts'

const BACKUP = { kind: 'scheduled-job', name: 'backup' } as const

test('a nightly job through the form, and another one that is filled in as the first', async ({ people }) => {
  const person = await people.create()
  const { space } = person
  const page = await people.signIn(person, { path: routes.launch(space) })
  const image = page.getByRole('textbox', { name: 'Image' })
  const launch = page.getByRole('complementary', { name: 'This launch' }).getByRole('button', { name: 'Launch' })

  await page.getByRole('link', { name: 'Nightly backup of your disk' }).click()
  await unfold(page, 'Schedule')
  await page.getByRole('combobox', { name: 'Runs' }).selectOption('Every week')
  await page.getByRole('combobox', { name: 'Day' }).selectOption('Sunday')
  await page.getByLabel('Time', { exact: true }).fill('04:15')
  const times = page.getByText('The next three times, on your clock').locator('..').getByRole('listitem')
  await expect(times).toHaveCount(3)
  await expect(times.first()).toContainText(/\d:15/)
  await launch.click()

  await expect(page).toHaveURL(routes.workload(space, BACKUP))
  await expect(page.getByRole('heading', { name: 'Schedule' })).toBeVisible()
  await expect(page.getByText('15 4 * * 0')).toBeVisible()
  await expect(page.getByText('Not started by schedule yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Run now' }).click()
  await expect(page.getByText(/It did its work in/).first()).toBeVisible({ timeout: 60_000 })

  await test.step('a clone is filled in, launched by the button alone, and changes nothing of the first', async () => {
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Clone' }).click()
    await expect(page).toHaveURL(routes.launch(space, { from: 'scheduled-job/backup' }))
    await expect(page.getByText('Filled in as “backup” is. Nothing of “backup” changes.')).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('backup-2')
    await unfold(page, 'Image and command')
    await expect(image).toHaveValue('moorage.dev/toolbox:1')
    await launch.click()
    await expect(page).toHaveURL(routes.workload(space, { ...BACKUP, name: 'backup-2' }))
    await expect(page.getByText('15 4 * * 0')).toBeVisible()
  })
  await test.step('what is not there, or nobody’s business here, fills nothing in and says so', async () => {
    for (const from of ['service/backup', 'service/gone', 'u/alice/web', '../alice/service/web']) {
      await openPage(page, routes.launch(space, { from }))
      await expect(page.getByText('What this link wanted to fill in is not there any more.')).toBeVisible()
      await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeHidden()
    }
  })
})
