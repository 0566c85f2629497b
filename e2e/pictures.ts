import path from 'node:path'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { DEMO_PEOPLE } from '#cluster/identity/demo-people.ts'
import { buildBox } from '#cluster/testing/box.ts'
import { createObject, deleteObject, getObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { openPage } from './open-page.ts'
import { fillInProvider } from './people.ts'
import { client } from './place.ts'

// The pictures of the README: the people of the demo, with some data on their volumes.
const PICTURES_DIR = path.resolve(import.meta.dirname, '../docs/pictures')
const SPACE = 'u/alice'
const NAMESPACE = 'user-alice-storage'
const DISK = 'user-alice-disk'
const VOLUMES = [
  { name: 'training-data', size: '40' },
  { name: 'results', size: '5' },
]
/** How much of each looks used; the room is taken, and nothing is written. */
const FILES = { [DISK]: '3700M', 'training-data': '31G', results: '4600M' }
/** What a researcher's disk looks like; the sizes are holes, which take no room. */
const TREE: Record<string, string> = {
  'notebooks/01-explore.ipynb': '184K',
  'papers/draft-3.pdf': '2300K',
  'photos/field-trip/IMG_0412.jpg': '4100K',
  'readings/2026-11.csv': '61M',
  'thesis/chapter-1.md': '38K',
  'README.md': '3K',
  'analysis.py': '12K',
  'budget 2026.csv': '9K',
  'poster.pdf': '8400K',
  'Übersicht.md': '16K',
}

const NOTEBOOK = { apiVersion: 'v1', kind: 'Pod', namespace: NAMESPACE, name: 'notebook' }

const WEB_SITE = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: NAMESPACE, name: 'web-site' }

test.use({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5, reducedMotion: 'reduce' })

test('pictures', async ({ browser, page }) => {
  test.setTimeout(600_000)
  await page.goto(routes.signIn())
  await take(page, 'sign-in')

  await signIn(browser, 'bob')
  const alice = await signIn(browser, 'alice')
  for (const volume of VOLUMES) await createVolume(alice, volume)
  await startNotebook()
  try {
    await openPage(alice, routes.storage(SPACE))
    await expect(alice.getByRole('row', { name: 'results' }).getByRole('meter')).toBeVisible({ timeout: 180_000 })
    await expect(alice.getByRole('row', { name: 'training-data' }).getByRole('meter')).toBeVisible()
    await take(alice, 'storage')
    for (const name of ['home', 'quota'] as const) {
      await openPage(alice, name === 'home' ? routes.home() : routes.quota(SPACE))
      await take(alice, name)
    }
    await openPage(alice, routes.files(SPACE, DISK))
    await expect(alice.getByRole('row', { name: 'README.md' })).toBeVisible()
    await take(alice, 'files')
    await takeWorkload(alice)
    const admin = await signIn(browser, 'admin')
    await openPage(admin, routes.admin.users())
    await take(admin, 'admin')
  } finally {
    await deleteObject(client, WEB_SITE)
    await deleteObject(client, NOTEBOOK)
    for (const { name } of VOLUMES) {
      await deleteObject(client, { ...NOTEBOOK, kind: 'PersistentVolumeClaim', name })
    }
  }
})

async function signIn(browser: Browser, username: string): Promise<Page> {
  const person = DEMO_PEOPLE.find((one) => one.username === username)
  if (!person) throw new Error(`The demo has nobody called ${username}.`)
  const page = await (await browser.newContext()).newPage()
  await page.goto(routes.api.startSignIn())
  await fillInProvider(page, person)
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
  return page
}

async function takeWorkload(page: Page): Promise<void> {
  await openPage(page, routes.launch(SPACE, { template: 'web-site' }))
  const launch = page.getByRole('button', { name: 'Launch', exact: true })
  await expect(page.getByText('The cluster was asked and would take it.')).toBeVisible()
  await take(page, 'launch')
  await launch.click()
  await expect(page.getByRole('heading', { level: 1, name: WEB_SITE.name })).toBeVisible()
  // Measured twice, so that there is a line to see.
  await expect(page.getByText(/^Measured/)).toBeVisible({ timeout: 120_000 })
  await page.waitForTimeout(45_000)
  await openPage(page, routes.workload(SPACE, { kind: 'service', name: WEB_SITE.name }))
  await take(page, 'workload')
}

/** By the form, so that the activity tells of it. */
async function createVolume(page: Page, { name, size }: { name: string; size: string }): Promise<void> {
  await openPage(page, routes.storage(SPACE, { create: 'new' }))
  const form = page.getByRole('dialog', { name: 'Create volume' })
  await form.getByRole('textbox', { name: 'Name' }).fill(name)
  await form.getByRole('textbox', { name: 'Size' }).fill(size)
  await form.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('row', { name })).toBeVisible()
}

async function startNotebook(): Promise<void> {
  const volumes = Object.fromEntries(Object.keys(FILES).map((name) => [`/${name}`, name]))
  const fill = Object.entries(FILES).map(([name, size]) => `fallocate -l ${size} /${name}/data.bin`)
  const tree = Object.entries(TREE).map(([file, size]) => {
    const place = `/${DISK}/${file}`
    return `mkdir -p "$(dirname "${place}")"; truncate -s ${size} "${place}"`
  })
  const remove = [...Object.keys(TREE).map((file) => `"/${DISK}/${file.split('/')[0]}"`), `/${DISK}/data.bin`]
  const script = [...fill, ...tree, `trap 'rm -rf ${remove.join(' ')}; exit' TERM`].join('; ')
  const command = ['sh', '-c', `${script}; while :; do sleep 0.2; done`]
  const { namespace, name } = NOTEBOOK
  if (!(await getObject(client, NOTEBOOK))) await createObject(client, buildBox({ namespace, name, volumes, command }))
}

async function take(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.evaluate(() => document.fonts.ready.then(() => undefined))
    await page.screenshot({ path: path.join(PICTURES_DIR, `${name}-${colorScheme}.png`), animations: 'disabled' })
  }
}
