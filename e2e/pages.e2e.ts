import { expect, type Page } from '@playwright/test'
import { LOCALES } from '#lib/i18n/locales.ts'
import { OWNER_SUBJECT_ANNOTATION } from '#lib/auth/managed-namespace.ts'
import { patchObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import en from '#messages/en.json' with { type: 'json' }
import zhTW from '#messages/zh-TW.json' with { type: 'json' }
import { createGroup } from './group.ts'
import { isThorough } from './looks.ts'
import { openPage } from './open-page.ts'
import { findFlaws, findForbidden, listForbidden, settle, watchConsole } from './page-watch.ts'
import type { TestPerson } from './people.ts'
import { client } from './place.ts'
import { readLog } from './portal-log.ts'
import { test } from './portal-test.ts'
import { expectProtected, PROTECTIONS } from './protections.ts'
import { send } from './send.ts'
import { runInPortal } from './server-actions.ts'
import { WorkloadLauncher } from './workload-launch.ts'

const MESSAGES = { en, 'zh-TW': zhTW }
const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1440, 390].map((width) => ({ colorScheme, viewport: { width, height: 900 } })),
)

// A theme decides about contrast and a width about what fits: with one of each pair, both are seen in both.
const CROSSED_LOOKS = LOOKS.filter(({ colorScheme, viewport }) => (colorScheme === 'light') === viewport.width > 1000)

// One pair for each language, and all of them where time does not count: MOORAGE_ALL_LOOKS=1.

for (const locale of LOCALES) {
  for (const look of isThorough ? LOOKS : CROSSED_LOOKS.slice(...(locale === 'en' ? [0, 1] : [1, 2]))) {
    const { colorScheme, viewport } = look
    test.describe(`${locale}, ${colorScheme}, ${viewport.width} px`, () => {
      test.use({ ...look, locale })

      test('every page is accessible, fits, and neither complains nor tells too much', async ({ people }) => {
        const person = await people.create({ isAdmin: true })
        const page = await people.openBrowser()
        const problems = watchConsole(page)
        const forbidden = await listForbidden()
        const check = async ({ path, title }: PageUnderTest, isContrastOnly = false) => {
          await test.step(path, async () => {
            await page.goto(path)
            await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
            await expect(page.locator('html')).toHaveAttribute('lang', locale)
            await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
            expect.soft(await findFlaws(page, { isContrastOnly }), path).toEqual([])
            expect.soft(problems.splice(0), path).toEqual([])
            const { body } = await send({
              path,
              cookies: await page.context().cookies(),
              headers: { 'accept-language': locale },
            })
            expect.soft(findForbidden(body, forbidden), path).toEqual([])
          })
        }
        const texts = MESSAGES[locale]
        await check({ path: routes.signIn(), title: texts.signIn.title })
        await check({ path: `${routes.signIn()}?problem=disabled`, title: texts.signIn.title })
        await people.signIn(person, { page })
        problems.splice(0)
        // What one look has found right is so in the other, but for its colours.
        for (const one of listPages(person, texts)) await check(one, !isThorough && locale !== 'en')
        if (locale !== 'en') for (const one of await listWorkloadPages(person, page, texts)) await check(one)
        expect(await readStorage(page, forbidden)).toEqual([])
      })
    })
  }
}

for (const look of isThorough ? CROSSED_LOOKS : CROSSED_LOOKS.slice(1)) {
  test.describe(`${look.colorScheme}, ${look.viewport.width} px`, () => {
    test.use(look)

    test('what opens above a page is accessible and fits', async ({ people }) => {
      const person = await people.create({ isAdmin: true })
      const page = await people.signIn(person)
      const problems = watchConsole(page)
      const disk = `user-${person.username}-disk`
      const check = async (what: string, options: { isMenuOpen?: boolean } = {}) => {
        await settle(page)
        expect.soft(await findFlaws(page, options), what).toEqual([])
        expect.soft(problems.splice(0), what).toEqual([])
      }
      const storage = routes.storage(person.space)

      await openPage(page, routes.storage(person.space, { create: 'new' }))
      const form = page.getByRole('dialog', { name: 'Create volume' })
      await expect(form).toBeVisible()
      await check('the form for a volume')
      await form.getByRole('textbox', { name: 'Name' }).fill('Wrong Name')
      await form.getByRole('textbox', { name: 'Size' }).fill('1e18')
      await form.getByRole('textbox', { name: 'Name' }).focus()
      await expect(form.getByRole('textbox', { name: 'Size' })).toHaveAttribute('aria-invalid', 'true')
      await check('the form with mistakes')

      await openPage(page, routes.storage(person.space, { volume: disk }))
      const sheet = page.getByRole('dialog', { name: disk })
      await expect(sheet).toBeVisible()
      await check('the details of a volume')
      await sheet.getByRole('button', { name: `Delete ${disk}` }).click()
      await expect(page.getByRole('dialog', { name: `Delete ${disk}` })).toBeVisible()
      await check('deleting a volume')

      await openPage(page, storage)
      await page.getByRole('button', { name: `Actions for ${disk}` }).click()
      await expect(page.getByRole('menu')).toBeVisible()
      await check('the menu of a volume', { isMenuOpen: true })

      await openPage(page, storage)
      await page.getByRole('button', { name: /account and settings/ }).click()
      await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
      await check('the menu of the person', { isMenuOpen: true })

      await openPage(page, storage)
      await page.getByRole('button', { name: /Search or command/ }).click()
      await expect(page.getByRole('dialog').getByRole('combobox')).toBeVisible()
      await check('search and commands')

      await openPage(page, storage)
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
      await check('the list of keys')

      if (look.viewport.width < 1024) {
        await openPage(page, storage)
        await page.getByRole('button', { name: 'Open the menu' }).click()
        await expect(page.getByRole('dialog').getByRole('link', { name: 'Quota' })).toBeVisible()
        await check('the menu of a phone')
      }

      const other = await people.create()
      await people.signIn(other)
      for (const task of ['Disable', 'Change quota', 'Delete']) {
        await openPage(page, routes.admin.users({ search: other.username }))
        await page.getByRole('button', { name: `Actions for ${other.username}` }).click()
        await page.getByRole('menuitem', { name: task, exact: true }).click()
        await expect(page.getByRole('dialog')).toBeVisible()
        await check(`${task} for a user`)
      }
    })
  })
}

test('the portal writes no secret, token or raw answer into its log, and names nobody in its metrics', async ({
  people,
}) => {
  const person = await people.create()
  const page = await people.signIn(person, { path: routes.storage(person.space) })
  const cookies = await page.context().cookies()
  await send({ path: routes.api.volumes('u/no-such-person'), cookies })
  await send({ path: '/api/auth/callback/oidc?code=made-up&state=made-up', cookies })
  const log = await readLog()
  expect(log).toContain(person.username)
  const sessions = cookies.filter(({ name }) => name.startsWith('moorage-session')).map(({ value }) => value)
  expect(sessions).not.toEqual([])
  const forbidden = [...sessions, person.password, ...(await listForbidden())]
  expect(findForbidden(log, forbidden)).toEqual([])
  const metrics = await runInPortal(
    "fetch('http://127.0.0.1:9464/metrics').then((answer) => answer.text()).then((text) => process.stdout.write(text))",
  )
  expect(metrics).toContain('# TYPE moorage_')
  expect(findForbidden(metrics, [...forbidden, person.username, person.displayName, person.subject])).toEqual([])
})

test('what is closed, not ready or not there says so in both themes, under the same policy', async ({ people }) => {
  const owner = await people.create()
  const foreign = await people.create({ isAdmin: true })
  await people.signIn(owner)
  const page = await people.signIn(foreign)
  const group = await createGroup([
    [owner, 'owner'],
    [foreign, 'viewer'],
  ])
  try {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', name: foreign.namespace }
    const annotations = { [OWNER_SUBJECT_ANNOTATION]: 'somebody-else' }
    await patchObject(client, namespace, { patch: { metadata: { annotations } } })
    const cases = [
      { path: routes.launch(group.space), status: 403, title: en.pages.forbidden.title },
      { path: routes.storage(foreign.space), status: 500, title: en.pages.notReady.title },
      { path: '/nowhere', status: 404, title: en.pages.notFound.title },
    ]
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const { path, status, title } of cases) {
        await test.step(`${path} ${colorScheme}`, async () => {
          await expect(async () => {
            const answer = await page.goto(path)
            expect(answer?.status()).toBe(status)
            await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
          }).toPass({ timeout: 30_000 })
          await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
          await settle(page)
          expect.soft(await findFlaws(page), path).toEqual([])
          expectProtected(await send({ path, cookies: await page.context().cookies() }), path)
        })
      }
    }
  } finally {
    await group.remove()
  }
})

test('every answer bears its protections, and no cache may keep one for somebody else', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person)
  const cookies = await page.context().cookies()
  const opened = await send({ path: routes.storage(person.space), cookies })
  expectProtected(opened, 'a page')
  const stream = { path: routes.api.events({ spaces: [person.space] }), cookies, isOnlyHead: true }
  for (const request of [
    { path: routes.api.volumes(person.space), cookies },
    { path: routes.api.volumes(person.space) },
    stream,
  ]) {
    const { headers } = await send(request)
    expect.soft(headers['cache-control'], request.path).toContain('no-store')
    expect.soft(headers, request.path).toMatchObject(PROTECTIONS)
  }
  const [script] = /\/_next\/static\/[^"\\]+\.js/.exec(opened.body) ?? []
  const { headers } = await send({ path: script ?? '', isOnlyHead: true })
  expect(headers).toMatchObject(PROTECTIONS)
})

interface PageUnderTest {
  path: string
  title: string
}

function listPages({ space }: TestPerson, texts: typeof en): PageUnderTest[] {
  return [
    { path: routes.home(), title: texts.home.title },
    { path: routes.workloads(space), title: texts.workloadsPage.title },
    { path: routes.storage(space), title: texts.storagePage.title },
    { path: routes.config(space), title: texts.config.title },
    { path: routes.config(space, { tab: 'secret' }), title: texts.config.title },
    { path: routes.quota(space), title: texts.quotaPage.title },
    { path: routes.activity(space), title: texts.activity.title },
    { path: routes.profile(), title: texts.profile.title },
    { path: routes.admin.users(), title: texts.admin.users.title },
    { path: routes.admin.volumes(), title: texts.admin.volumes.title },
    { path: routes.admin.health(), title: texts.admin.health.title },
    { path: routes.admin.templates(), title: texts.admin.templates.title },
    { path: '/nowhere', title: texts.pages.notFound.title },
    { path: routes.storage('u/no-such-person'), title: texts.pages.notFound.title },
  ]
}

/** With something that runs; in English, the journeys about workloads look at them. */
async function listWorkloadPages({ space }: TestPerson, page: Page, texts: typeof en): Promise<PageUnderTest[]> {
  const launcher = new WorkloadLauncher(space, await page.context().cookies())
  const { kind, name } = await launcher.launch('web')
  return [
    { path: routes.launch(space), title: texts.launchPage.title },
    { path: routes.launch(space, { kind }), title: texts.launchPage.titles[kind] },
    { path: routes.workloads(space), title: texts.workloadsPage.title },
    { path: routes.workload(space, { kind, name }), title: name },
  ]
}

/** What of the forbidden the browser was given to keep. The session's own cookie cannot be read by scripts. */
async function readStorage(page: Page, forbidden: readonly (string | RegExp)[]): Promise<string[]> {
  const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie, location.href]))
  expect(kept).not.toContain('moorage-session=')
  return findForbidden(kept, forbidden)
}
