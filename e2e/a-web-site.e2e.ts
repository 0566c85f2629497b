import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page } from '@playwright/test'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { getObject, listObjects } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { openPage } from './open-page.ts'
import { findFlaws, watchConsole } from './page-watch.ts'
import { client } from './place.ts'
import { test } from './portal-test.ts'
import { unfold } from './unfold.ts'

const SITE = { kind: 'service', name: 'site' } as const
const RUNS = 'It runs: 1 of 1 answer.'

/** Shows a page of the disk, and says who asked. */
const PROGRAM = [
  `const fs = require('fs'), page = '/data/site/index.html'`,
  `fs.mkdirSync('/data/site', { recursive: true })`,
  `if (!fs.existsSync(page)) fs.writeFileSync(page, '<title>Site</title><h1>It works</h1>')`,
  `const answer = (request, response) => { console.log(request.method, request.url, '.'.repeat(300)); response.setHeader('content-type', 'text/html'); response.end(fs.readFileSync(page)) }`,
  `require('http').createServer(answer).listen(8080, () => console.log('Serving the site'))`,
  `process.on('SIGTERM', () => process.exit(0))`,
].join('; ')

test('a web site from the own disk: launched, opened, changed, broken, understood, mended, cleaned up', async ({
  people,
}) => {
  // A whole life in one go; longer than most where the machine has other things to do.
  test.setTimeout(400_000)
  const person = await people.create()
  const { space, namespace, username } = person
  const disk = `user-${username}-disk`
  const page = await people.signIn(person, { path: routes.workloads(space) })
  const problems = watchConsole(page)
  const check = async (what: string) => {
    expect.soft(await findFlaws(page), what).toEqual([])
    expect.soft(problems.splice(0), what).toEqual([])
  }
  await expect(page.getByText('Nothing runs here yet')).toBeVisible()

  await test.step('the form says beforehand that it fits, and what it takes', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Launch' }).first().click()
    await page.getByRole('link', { name: /^Service/ }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(SITE.name)
    await page.getByRole('textbox', { name: 'Image' }).fill(IMAGE_NAMES.toolbox)
    await page.getByRole('textbox', { name: 'Command' }).fill(`node -e "${PROGRAM}"`)
    // What a web site from scratch needs is open already, and one press asks for its port.
    await page.getByRole('checkbox', { name: 'Give it a web address' }).check()
    await expect(page.getByRole('textbox', { name: 'Port', exact: true })).toHaveValue('8080')
    await unfold(page, 'When nobody uses it')
    await page.getByRole('combobox', { name: 'Stop when unused for' }).selectOption('4 hours')
    const aside = page.getByRole('complementary', { name: 'This launch' })
    await expect(aside.getByText('The cluster was asked and would take it.')).toBeVisible()
    await expect(aside.getByRole('meter', { name: 'Memory' })).toHaveAttribute('aria-valuetext', /after this/)
    await aside.getByRole('button', { name: 'Launch' }).click()
    await expect(page).toHaveURL(routes.workload(space, SITE))
  })
  await expect(page.getByText(RUNS)).toBeVisible()
  await expect(page.getByRole('list', { name: 'What it mounts' })).toContainText(disk)

  const popup = page.waitForEvent('popup')
  await page.getByRole('link', { name: /^Open/ }).first().click()
  const site = await popup
  await expect(site.getByRole('heading', { name: 'It works' })).toBeVisible()

  const terminal = page.getByRole('textbox', { name: /^Terminal of site-/ })
  const isOpen = page.getByText('Open', { exact: true })
  await test.step('the terminal writes a file, which the web address and the file browser show', async () => {
    await openTab(page, 'Terminal')
    await expect(isOpen).toBeVisible()
    await check('terminal')
    await terminal.focus()
    await page.keyboard.type(`kept=here; echo '<title>Site</title><h1>From my disk</h1>' > /data/site/index.html\n`)
    await expect(async () => {
      await site.reload()
      await expect(site.getByRole('heading', { name: 'From my disk' })).toBeVisible({ timeout: 1000 })
    }).toPass({ timeout: 30_000 })
    const files = await page.context().newPage()
    await openPage(files, routes.files(space, disk, 'site'))
    await expect(files.getByRole('row', { name: /index\.html/ })).toBeVisible()
    await files.close()
  })
  await test.step('a page that is loaded again has the same shell', async () => {
    await page.reload()
    await expect(isOpen).toBeVisible()
    await terminal.focus()
    await page.keyboard.type('echo "it is still $kept"\n')
    await expect(page.locator('.xterm-rows').getByText('it is still here')).toBeVisible()
    // It listens to this signal, so that there is a run before the one that follows.
    await page.keyboard.type('kill 1\n')
    await expect(isOpen).toBeHidden()
  })
  await test.step('the log is searched, narrowed, laid out and downloaded', async () => {
    await openTab(page, 'Logs')
    const log = page.getByRole('log', { name: 'Logs of site' })
    await expect(log.getByText('Serving the site').first()).toBeVisible()
    await site.reload()
    await expect(log.getByText(/^GET \//).first()).toBeVisible()
    await page.getByRole('searchbox', { name: 'Search the lines' }).fill('the site')
    await expect(log.locator('mark').first()).toHaveText('the site')
    await expect(page.getByText(/^\d+ match(es)?$/)).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByText(/^1 of \d+$/)).toBeVisible()
    await expect(page.getByRole('button', { name: 'Follow' })).toHaveAttribute('aria-pressed', 'false')
    await page.getByRole('searchbox', { name: 'Search the lines' }).fill('')
    await check('logs')

    const line = log.getByText(/^GET \//).first()
    const heightOf = async () => (await line.boundingBox())?.height ?? 0
    const flat = await heightOf()
    await chooseLook(page, 'Wrap long lines')
    await expect.poll(heightOf).toBeGreaterThan(flat * 1.5)
    await expect(log.getByText(/^\d\d:\d\d:\d\d/)).toHaveCount(0)
    await chooseLook(page, 'Times')
    await expect(log.getByText(/\d\d:\d\d:\d\d/).first()).toBeVisible()

    await page.getByRole('combobox', { name: 'Since' }).selectOption('Last 5 minutes')
    await expect(log.getByText('Serving the site').first()).toBeVisible()
    await page.getByRole('button', { name: 'Previous run' }).click()
    await expect(page.getByText('This is all of it')).toBeVisible()
    await expect(log.getByText('Serving the site')).toHaveCount(1)
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download the whole log' }).click()
    expect(await readFile(await (await download).path(), 'utf8')).toMatch(/Serving the site\n/)
  })
  await test.step('the activity tells of the launch and of the terminal', async () => {
    await openTab(page, 'Activity')
    await expect(page.getByText('Launched site')).toBeVisible()
    await expect(page.getByText('Opened a terminal in site').first()).toBeVisible()
    await check('activity')
  })
  await test.step('it says when it would be stopped and what counted as use, and is kept longer', async () => {
    await openTab(page, 'Overview')
    await expect(page.getByText('After 4 hours without use it is stopped.')).toBeVisible()
    const stops = toFact(page, 'Stops')
    await expect(stops).toContainText(/in (4|3) hours/, { timeout: 60_000 })
    await expect(toFact(page, 'Last used')).toContainText(/somebody|computing|started/)
    await expect(toFact(page, 'Kept until')).toHaveCount(0)
    await page.getByRole('button', { name: '+24 h, keep it longer' }).click()
    await expect(toFact(page, 'Kept until')).toBeVisible()
    await expect(stops).toContainText(/tomorrow|in (23|24) hours|in 1 day/)
  })
  problems.splice(0)

  await test.step('a bad image is said in one sentence, which leads to the field that mends it', async () => {
    await page.getByRole('link', { name: 'Edit', exact: true }).click()
    const image = page.getByRole('textbox', { name: 'Image' })
    await unfold(page, 'Image and command')
    await image.fill('localhost:5998/web:1')
    await save(page)
    await expect(page.getByText(/The registry of localhost:5998\/web:1 does not answer/)).toBeVisible()
    await page.getByText(/What the cluster says/).click()
    await expect(page.getByText(/localhost:5998/).nth(1)).toBeVisible()
    expect(await findFlaws(page)).toEqual([])
    const home = await page.context().newPage()
    await openPage(home, routes.home())
    await expect(home.getByRole('main')).toContainText(
      /site in .*The registry of localhost:5998\/web:1 does not answer/,
    )
    await home.close()

    await page.getByRole('link', { name: 'Change the image' }).click()
    await expect(image).toBeFocused()
    await image.fill(IMAGE_NAMES.toolbox)
    await save(page)
    await expect(page.getByText(RUNS)).toBeVisible()
    await expect(page.getByText('Version 3')).toBeVisible()
  })
  await test.step('it stops, which its address says, and starts', async () => {
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Stop site' })
    await expect(dialog).toContainText(`What is on its volumes stays: ${disk}.`)
    await dialog.getByRole('button', { name: 'Stop', exact: true }).click()
    await expect(page.getByText('It is stopped. Its settings and volumes are kept.')).toBeVisible()
    await site.reload()
    await expect(site.getByRole('heading', { level: 1 })).toContainText(/stopped/)
    expect(await findFlaws(site)).toEqual([])
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(page.getByText(RUNS)).toBeVisible()
    // By itself.
    await expect(site.getByRole('heading', { name: 'From my disk' })).toBeVisible()
  })
  // From here on pages ask for what is gone, and a browser writes that down.
  expect(problems.splice(0)).toEqual([])
  await test.step('it is deleted, also for who looks at it, and nothing is left but the disk', async () => {
    const other = await page.context().newPage()
    await openPage(other, routes.workload(space, SITE))
    await page.getByRole('button', { name: 'Delete site' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete site' })
    await expect(dialog).toContainText(disk)
    await dialog.getByRole('textbox', { name: 'Type site to confirm' }).fill('site')
    await dialog.getByRole('button', { name: 'Delete site' }).click()
    await expect(page).toHaveURL(routes.workloads(space))
    await expect(page.getByText('Nothing runs here yet')).toBeVisible()
    await expect(other.getByText('site has been deleted')).toBeVisible()
    await expect.poll(() => listLeft(namespace)).toEqual([])
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: disk }
    expect(await getObject(client, claim)).not.toBeNull()
  })
})

async function save(page: Page): Promise<void> {
  const button = page.getByRole('complementary', { name: 'This change' }).getByRole('button', { name: 'Save' })
  await expect(button).not.toHaveAttribute('aria-disabled')
  await button.click()
  await expect(page).toHaveURL(/\/workloads\/service\/site$/)
}

async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views of this workload' }).getByRole('link', { name }).click()
}

async function chooseLook(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'How lines are shown' }).click()
  await page.getByRole('menuitemcheckbox', { name }).click()
  await page.keyboard.press('Escape')
}

/** What stands beside the word. */
function toFact(page: Page, term: string): Locator {
  return page
    .locator('dl > div')
    .filter({ has: page.getByText(term, { exact: true }) })
    .locator('dd')
}

const KINDS = [
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'ReplicaSet'],
  ['v1', 'Pod'],
  ['v1', 'Service'],
  ['networking.k8s.io/v1', 'Ingress'],
] as const

/** What a launch makes, file servers aside, which end by themselves. */
async function listLeft(namespace: string): Promise<string[]> {
  const lists = await Promise.all(
    KINDS.map(([apiVersion, kind]) => listObjects(client, { apiVersion, kind, namespace })),
  )
  return lists
    .flat()
    .filter(({ metadata }) => metadata.labels?.['moorage.dev/workload'] !== undefined)
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
}
