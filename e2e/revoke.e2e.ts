import { expect, type Page } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import { fillInProvider, type TestPerson } from './people.ts'
import { identity } from './place.ts'
import { test } from './portal-test.ts'
import { send } from './send.ts'

test('whom an administrator disables is out at once, and in again when enabled', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person, { path: routes.storage(person.space) })
  await expect(page.getByRole('heading', { level: 1, name: 'Storage' })).toBeVisible()
  const cookies = await page.context().cookies()

  const admin = await people.signIn(await people.create({ isAdmin: true }), { path: routes.admin.users() })
  await admin.getByRole('searchbox', { name: 'Filter: Users' }).fill(person.username)
  await chooseTask(admin, person, 'Disable')
  const dialog = admin.getByRole('dialog', { name: `Disable ${person.displayName}` })
  await expect(dialog).toContainText('1 open session ends at once.')
  await dialog.getByRole('button', { name: `Disable ${person.username}` }).click()

  // The page that was open, without a touch.
  await expect(page).toHaveURL(routes.signIn(routes.storage(person.space)))
  expect((await send({ path: routes.api.volumes(person.space), cookies })).status).toBe(401)
  expect((await send({ path: routes.api.refreshSession(), method: 'POST', cookies })).status).toBe(401)
  expect((await send({ path: toEvents(person), cookies })).status).toBe(401)

  // The provider still knows the person and leads straight back.
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Your account is disabled here.' })).toBeVisible()

  await expect(admin.getByRole('row', { name: person.username })).toContainText('Disabled')
  await chooseTask(admin, person, 'Enable')
  await admin.getByRole('button', { name: `Enable ${person.username}` }).click()
  await expect(admin.getByRole('row', { name: person.username })).toContainText('Active')
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click()
  await expect(page).toHaveURL(routes.storage(person.space))
  await expect(page.getByRole('heading', { level: 1, name: 'Storage' })).toBeVisible()
  // What was taken away does not come back with the permission.
  expect((await send({ path: routes.api.sessions(), cookies })).status).toBe(401)
})

test('signing out everywhere ends the sessions in other browsers too', async ({ people }) => {
  const person = await people.create()
  const elsewhere = await people.signIn(person, { path: routes.quota(person.space) })
  const page = await people.signIn(person, { path: routes.profile() })
  await expect(page.getByRole('table', { name: 'Sessions' }).getByRole('row')).toHaveCount(3)
  const cookies = [await elsewhere.context().cookies(), await page.context().cookies()]

  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  const dialog = page.getByRole('dialog', { name: 'Sign out everywhere' })
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page).toHaveURL(routes.signIn())
  await expect(elsewhere).toHaveURL(routes.signIn(routes.quota(person.space)))
  for (const own of cookies) expect((await send({ path: routes.api.sessions(), cookies: own })).status).toBe(401)
})

test('one session that is ended leaves the others', async ({ people }) => {
  const person = await people.create()
  const elsewhere = await people.signIn(person, { path: routes.quota(person.space) })
  const page = await people.signIn(person, { path: routes.profile() })
  const other = page.getByRole('row').filter({ hasText: 'Chrom' }).filter({ hasNotText: 'This one' })
  await other.getByRole('button', { name: /^End the session in/ }).click()
  await expect(elsewhere).toHaveURL(routes.signIn(routes.quota(person.space)))
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Profile' })).toBeVisible()
})

test('a session that the provider ends is over here too', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person, { path: routes.storage(person.space) })
  await expect(page.getByRole('heading', { level: 1, name: 'Storage' })).toBeVisible()
  const cookies = await page.context().cookies()
  expect(await identity.endSessions(person.username)).toEqual({ ended: 1, notified: 1 })
  await expect(page).toHaveURL(routes.signIn(routes.storage(person.space)))
  expect((await send({ path: routes.api.volumes(person.space), cookies })).status).toBe(401)

  // And a made-up logout token ends nothing.
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click()
  await fillInProvider(page, person)
  await expect(page.getByRole('heading', { level: 1, name: 'Storage' })).toBeVisible()
  const forged = await send({
    path: '/api/auth/backchannel-logout',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: undefined },
    body: new URLSearchParams({ logout_token: forgeLogoutToken(person) }).toString(),
  })
  expect(forged.status).toBe(400)
  expect((await send({ path: routes.api.sessions(), cookies: await page.context().cookies() })).status).toBe(200)
})

async function chooseTask(admin: Page, { username }: TestPerson, task: string): Promise<void> {
  await admin.getByRole('button', { name: `Actions for ${username}` }).click()
  await admin.getByRole('menuitem', { name: task, exact: true }).click()
}

function toEvents({ space }: TestPerson): string {
  return routes.api.events({ spaces: [space] })
}

/** Right in everything but its signature. */
function forgeLogoutToken({ subject }: TestPerson): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const claims = { sub: subject, aud: 'moorage', iat: now, exp: now + 120, jti: crypto.randomUUID(), events }
  return `${encode({ alg: 'none', typ: 'logout+jwt' })}.${encode(claims)}.`
}
