import { expect, type Locator, type Page } from '@playwright/test'
import { createObject, getObject, listObjects } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { isThorough } from './looks.ts'
import { openPage } from './open-page.ts'
import { findFlaws, watchConsole } from './page-watch.ts'
import type { TestPerson } from './people.ts'
import { client } from './place.ts'
import { test } from './portal-test.ts'

const TEMPLATE = 'web-site'
const TITLE = 'Web site from your disk'

test('a web site from a template, by keyboard alone', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person, { path: routes.launch(person.space) })
  await tabTo(page, page.getByRole('link', { name: TITLE }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: TITLE })).toBeVisible()
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  await expect(name).toBeFocused()
  await page.keyboard.type('my-site')
  const aside = page.getByRole('complementary', { name: 'This launch' })
  await expect(aside.getByText(/Deployment my-site/)).toBeVisible()
  await expect(aside.getByRole('meter', { name: 'Memory' })).toHaveAttribute('aria-valuetext', /after this/)
  // The form is filled in by the address, and nothing has been made by it.
  expect(await listDeployments(person)).toEqual([])

  // What is folded opens by keyboard too, and says what the template holds fast.
  await tabTo(page, page.locator('summary').filter({ hasText: 'Image and command' }))
  await page.keyboard.press('Enter')
  const image = page.getByRole('textbox', { name: 'Image' })
  await expect(image).toHaveAttribute('readonly')
  await expect(image).toHaveValue('moorage.dev/toolbox:1')
  await expect(image).toHaveAccessibleDescription('Set by the template')
  await tabTo(page, aside.getByRole('button', { name: 'Launch' }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(routes.workload(person.space, { kind: 'service', name: 'my-site' }))
  await expect(page.getByRole('heading', { level: 1, name: 'my-site' })).toBeVisible()
  expect(await listDeployments(person)).toEqual(['my-site'])

  // Changed again: only what differs counts, and what differs is said before it is saved.
  const edit = routes.editWorkload(person.space, { kind: 'service', name: 'my-site' })
  await openPage(page, edit)
  const other = await page.context().newPage()
  await openPage(other, edit)
  const change = page.getByRole('complementary', { name: 'This change' })
  await expect(change.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('radio', { name: /^Medium/ }).check()
  await expect(change.getByRole('listitem').filter({ hasText: 'Memory' }).first()).toContainText('512 MiB')
  await expect(change.getByRole('meter', { name: 'Memory' })).toHaveAttribute('aria-valuetext', /→|after this/)
  await change.getByRole('button', { name: 'Save' }).click()
  await expect(page).toHaveURL(routes.workload(person.space, { kind: 'service', name: 'my-site' }))
  const written = await getObject(client, { ...DEPLOYMENT, namespace: person.namespace, name: 'my-site' })
  expect(JSON.stringify(written?.spec)).toContain('"memory":"512Mi"')

  // In another tab it is as it was before: nothing is overwritten, and what was changed there is kept.
  await other.locator('summary').filter({ hasText: 'When nobody uses it' }).click()
  await other.getByRole('combobox', { name: 'Stop when unused for' }).selectOption('8 hours')
  const save = other.getByRole('complementary', { name: 'This change' }).getByRole('button', { name: 'Save' })
  await save.click()
  await expect(other.getByText(/Somebody else was first and changed: CPU, Memory/)).toBeVisible()
  await expect(other.getByRole('radio', { name: /^Medium/ })).toBeChecked()
  await expect(other.getByRole('combobox', { name: 'Stop when unused for' })).toHaveValue('28800')
  await save.click()
  await expect(other).toHaveURL(routes.workload(person.space, { kind: 'service', name: 'my-site' }))
})

test('what stands against a launch is said beside its field, with what would make it fit', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person, { path: routes.launch(person.space, { kind: 'service' }) })
  await createObject(client, buildAddress(person.namespace, 'taken'))
  const aside = page.getByRole('complementary', { name: 'This launch' })
  const launch = aside.getByRole('button', { name: 'Launch' })
  const name = page.getByRole('textbox', { name: 'Name', exact: true })

  // Before anything is written the button says what is missing, and leads to it.
  await expect(launch).toHaveAttribute('aria-disabled', 'true')
  await expect(launch).toHaveAccessibleDescription('Name: Give it a name.')
  await aside.getByRole('button', { name: 'Image' }).click()
  await expect(page.getByRole('textbox', { name: 'Image' })).toBeFocused()
  await page.keyboard.type('registry.example.org/app:1')
  await name.fill('Web')
  await name.blur()
  await expect(name).toHaveAccessibleDescription(/Use small letters/)
  await name.fill('taken')
  await expect(name).toHaveAccessibleDescription(/The name “taken” is taken in this space/)
  await expect(launch).toHaveAccessibleDescription(/is taken/)
  await name.fill('web')

  await page.getByRole('radio', { name: /^Own size/ }).check()
  const memory = page.getByRole('textbox', { name: 'Memory' })
  await memory.fill('1 GB')
  await memory.blur()
  await expect(memory).toHaveAccessibleDescription(/Write an amount as in 512Mi or 2Gi/)
  await memory.fill('900Gi')
  await expect(memory).toHaveAttribute('aria-invalid', 'true')
  await expect(memory).toHaveAccessibleDescription(/900 GiB asked for|asked for 900 GiB/)
  await expect(launch).toHaveAttribute('aria-disabled', 'true')
  await aside
    .getByRole('button', { name: /^Take Small/ })
    .first()
    .click()
  await expect(page.getByRole('radio', { name: /^Small/ })).toBeChecked()
  await expect(launch).not.toHaveAttribute('aria-disabled')

  // What was pasted, and what not; what is secret is hidden, and no draft keeps it.
  await page.locator('summary').filter({ hasText: 'Environment' }).click()
  await page.getByRole('button', { name: 'Paste .env text' }).click()
  await page.getByRole('textbox', { name: 'Text of a .env file' }).fill('PORT=80\nAPI_TOKEN=hunter2\nnonsense')
  await page.getByRole('button', { name: 'Take it over' }).click()
  await expect(page.getByText('2 variables taken over, 1 line not.')).toBeVisible()
  await expect(page.getByText('Line 3 is no NAME=value: nonsense')).toBeVisible()
  const row = page.getByRole('group', { name: 'Variable 2' })
  await expect(row.getByLabel('Value', { exact: true })).toHaveAttribute('type', 'password')
  const isKept = () => page.evaluate(() => JSON.stringify(localStorage).includes('API_TOKEN'))
  await expect.poll(isKept).toBe(true)
  expect(await page.evaluate(() => JSON.stringify(localStorage).includes('hunter2'))).toBe(false)
  await openPage(page, routes.launch(person.space, { kind: 'service' }))
  await expect(page.getByText('What you wrote here before is back.')).toBeVisible()
  await expect(name).toHaveValue('web')
  expect(await listDeployments(person)).toEqual([])
})

const LOOKS = [
  { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
  { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
] as const

// The narrow one finds more.
for (const look of isThorough ? LOOKS : LOOKS.slice(0, 1)) {
  test.describe(`${look.colorScheme}, ${look.viewport.width} px`, () => {
    test.use(look)

    test('gallery, form, edit and templates are accessible and fit', async ({ people }) => {
      const person = await people.create({ isAdmin: true })
      const page = await people.signIn(person, { path: routes.launch(person.space) })
      const problems = watchConsole(page)
      const check = async (what: string) => {
        expect.soft(await findFlaws(page), what).toEqual([])
        expect.soft(problems.splice(0), what).toEqual([])
      }
      await expect(page.getByRole('link', { name: TITLE })).toBeVisible()
      await check('gallery')
      const isPhone = look.viewport.width < 1000
      // Each kind of form in one of the looks; the edit has most of both in both.
      if (!isPhone) {
        await openPage(page, routes.launch(person.space, { kind: 'scheduled-job' }))
        await unfoldAll(page)
        await check('scheduled job, unfolded')
      }
      await openPage(page, routes.launch(person.space, { template: TEMPLATE }))
      if (isPhone) {
        await unfoldAll(page)
        await check('template, unfolded')
      }
      await page.getByRole('button', { name: 'Launch', exact: true }).click()
      const site = { kind: 'service', name: TEMPLATE } as const
      await expect(page).toHaveURL(routes.workload(person.space, site))
      problems.splice(0)
      await openPage(page, routes.editWorkload(person.space, site))
      await unfoldAll(page)
      await check('edit, unfolded')
      if (isPhone) {
        await page.getByRole('button', { name: /What it takes and makes|Nothing has been changed/ }).click()
        await expect(page.getByRole('dialog', { name: 'This change' })).toBeVisible()
        await check('sheet')
      }
      await openPage(page, routes.admin.templates())
      await expect(page.getByRole('listitem').filter({ hasText: TITLE })).toContainText('Offered')
      await check('templates')
    })
  })
}

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' }

async function listDeployments({ namespace }: TestPerson): Promise<string[]> {
  const found = await listObjects(client, { ...DEPLOYMENT, namespace })
  return found.map(({ metadata }) => metadata.name)
}

/** Something that has the name, and so the address of it in the space. */
function buildAddress(namespace: string, name: string) {
  const spec = { selector: { app: name }, ports: [{ port: 80 }] }
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec }
}

/** Presses Tab until something has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${target.toString()} is not reached by Tab.`)
}

async function unfoldAll(page: Page): Promise<void> {
  while ((await page.locator('details[data-section]:not([open])').count()) > 0) {
    await page.locator('details[data-section]:not([open]) > summary').first().press('Enter')
  }
}
