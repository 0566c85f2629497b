import { expect, type Page } from '@playwright/test'
import { SESSION_LIMIT_MS } from '#lib/auth/session-token.ts'
import { routes } from '#lib/routes.ts'
import en from '#messages/en.json' with { type: 'json' }
import { openPage, waitUntilAwake } from './open-page.ts'
import { identity } from './place.ts'
import { test } from './portal-test.ts'
import { changeSession, readSession } from './session-age.ts'

const SIGN_IN = en.signIn.action

test('two minutes before its end a session says so, and a new one goes on where one was', async ({ people }) => {
  const person = await people.create()
  const launch = routes.launch(person.space, { kind: 'service' })
  const page = await people.signIn(person)
  await changeSession(page, { startedAt: Date.now() - SESSION_LIMIT_MS + 100_000 })
  const { sid } = await readSession(page)
  await openPage(page, launch)
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  await name.fill('half-written')
  await waitForDraft(page)
  const banner = page.getByText(en.states.session.ending)
  await expect(banner).toBeVisible()
  await page.getByRole('button', { name: en.states.session.stay }).click()

  // Eight hours are eight hours: it is another session, which the provider gives to whom it still knows.
  await expect.poll(async () => (await readSession(page)).sid).not.toBe(sid)
  await expect(page).toHaveURL(launch)
  await expect(banner).toBeHidden()
  await waitUntilAwake(page)
  await expect(name).toHaveValue('half-written')
  expect((await readSession(page)).startedAt).toBeGreaterThan(Date.now() - 60_000)
})

test('while somebody works the provider is asked again without a word, and what it says counts', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person)
  const { sid } = await readSession(page)
  const { subject, username, password } = person
  const renamed = { subject, username, password, email: `${username}@example.org`, groups: [] }
  await identity.setPerson({ ...renamed, name: 'Renamed Person' })
  // A browser asks when they are three minutes old.
  const claimsCheckedAt = Date.now() - 179_000
  await changeSession(page, { claimsCheckedAt })
  const renewal = page.waitForResponse((one) => new URL(one.url()).pathname === routes.api.refreshSession())
  await openPage(page, routes.storage(person.space))
  await page.evaluate(() => {
    window.name = 'never loaded again'
  })
  expect((await renewal).status()).toBe(200)
  const renewed = await readSession(page)
  expect(renewed.sid).toBe(sid)
  expect(renewed.claimsCheckedAt).toBeGreaterThan(claimsCheckedAt)
  expect(await page.evaluate(() => window.name)).toBe('never loaded again')
  await expect(async () => {
    await openPage(page, routes.profile())
    await expect(page.getByRole('main').getByText('Renamed Person')).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 30_000 })
})

test('who comes back with claims that are too old is led on without a word', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person)
  await changeSession(page, { claimsCheckedAt: Date.now() - 3_600_000 })
  await page.goto(routes.quota(person.space))
  await expect(page.getByRole('heading', { level: 1, name: en.quotaPage.title })).toBeVisible()
  await expect(page).toHaveURL(routes.quota(person.space))
})

test('at the end of a session the page leads to sign-in and back, and the half-filled form is as it was', async ({
  people,
}) => {
  const person = await people.create()
  const deepLink = routes.storage(person.space, { create: 'new' })
  const page = await people.signIn(person)
  await changeSession(page, { startedAt: Date.now() - SESSION_LIMIT_MS + 8000 })
  await openPage(page, deepLink)
  const form = page.getByRole('dialog', { name: en.storagePage.createForm.title })
  const name = form.getByRole('textbox', { name: en.storagePage.createForm.name })
  await name.fill('half-written')
  await waitForDraft(page)

  // Without a touch, eight hours after the sign-in.
  await expect(page).toHaveURL(routes.signIn(deepLink))
  await page.getByRole('link', { name: SIGN_IN }).click()
  await expect(page).toHaveURL(deepLink)
  await expect(name).toHaveValue('half-written')
  await expect(form.getByText(en.ui.form.restored)).toBeVisible()
})

async function waitForDraft(page: Page): Promise<void> {
  await page.waitForFunction(() => JSON.stringify(localStorage).includes('half-written'))
}
