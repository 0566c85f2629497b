import { expect } from '@playwright/test'
import { patchObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import en from '#messages/en.json' with { type: 'json' }
import { openPage } from './open-page.ts'
import { client } from './place.ts'
import { test } from './portal-test.ts'

/** The first volume of a space has 10 GiB. */
const STEPS = [
  { limit: '13Gi', word: en.ui.meter.high },
  { limit: '11Gi', word: en.ui.meter.higher },
  { limit: '10700Mi', word: en.ui.meter.full },
  { limit: '10Gi', word: en.ui.meter.reached },
]
const { label } = en.quotaPage.resources.storage

test('what fills up says so in words, louder at 90 and 95 %, wherever it is shown', async ({ people }) => {
  const person = await people.create()
  const { namespace, space } = person
  const page = await people.signIn(person, { path: routes.storage(space) })
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', namespace, name: 'moorage-storage' }
  const chip = page.getByRole('banner').getByRole('link', { name: label })
  await expect(page.getByRole('meter', { name: en.storagePage.quotaStorage })).toHaveAttribute('aria-valuetext', /GiB$/)
  for (const { limit, word } of STEPS) {
    await test.step(`${limit}: ${word}`, async () => {
      const says = new RegExp(`, ${word}$`)
      const onStorage = page.getByRole('meter', { name: en.storagePage.quotaStorage })
      await patchObject(client, quota, { patch: { spec: { hard: { 'requests.storage': limit } } } })
      await expect(onStorage).toHaveAttribute('aria-valuetext', says)
      await expect(page.getByRole('main').getByText(word, { exact: true })).toBeVisible()
      await expect(chip).toContainText(says)
    })
  }

  // The loudest but one, on the pages that were not open.
  await patchObject(client, quota, { patch: { spec: { hard: { 'requests.storage': '10700Mi' } } } })
  await expect(chip).toContainText(en.ui.meter.full)
  const says = new RegExp(`, ${en.ui.meter.full}$`)
  await openPage(page, routes.quota(space))
  await expect(page.getByRole('meter', { name: label, exact: true })).toHaveAttribute('aria-valuetext', says)
  await expect(page.getByRole('main').getByText(/limits? (is|are) close/)).toBeVisible()
  await openPage(page, routes.home())
  await expect(page.getByRole('meter', { name: label, exact: true })).toHaveAttribute('aria-valuetext', says)
  await expect(page.getByRole('main').getByRole('link', { name: new RegExp(`^${label} in .* used`) })).toBeVisible()
})
