import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { PORTAL_SELECTOR } from '#cluster/demo/portal-settings.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { deleteObject, listObjects } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { FILE_SERVER_LABEL } from '#lib/spaces/objects-marks.ts'
import { dropFiles } from './drop-files.ts'
import { FilePage } from './file-page.ts'
import { hashFile } from './file-tree.ts'
import { createGroup } from './group.ts'
import { Network } from './network.ts'
import { openPage, waitUntilAwake } from './open-page.ts'
import { fillInProvider, type TestPerson } from './people.ts'
import { client } from './place.ts'
import { PodFiles } from './pod-files.ts'
import { test } from './portal-test.ts'
import { send } from './send.ts'

const MIB = 1024 ** 2
const SLOW = 6 * MIB

let dir = ''
test.beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'moorage-e2e-'))
})
test.afterEach(() => rm(dir, { recursive: true }))

test('an upload outlives the network, its file server and the portal, also in a tab that nobody looks at', async ({
  people,
}) => {
  const file = await createFile({ dir, name: 'large.bin', sizeBytes: 120 * MIB })
  const person = await people.create()
  const page = await people.signIn(person)
  const { files, volume } = getDisk(page, person)
  const network = await Network.of(page)
  await files.open()
  await network.slowUploads(SLOW)
  await dropFiles(page, files.list, [file])
  await waitUntilSent(page, 10)

  await test.step('the network', async () => {
    await network.disconnect()
    await expect(files.getTray(/^Waiting:/)).toContainText('The file server does not answer.')
    await network.slowUploads(SLOW)
    await waitUntilSent(page, 25)
  })

  await test.step('the pod of the file server', async () => {
    await deleteAll({ apiVersion: 'v1', kind: 'Pod', namespace: person.namespace, labelSelector: FILE_SERVER_LABEL })
    await waitUntilSent(page, 40)
  })

  await test.step('the file server, while nobody looks at the tab', async () => {
    await setVisibility(page, 'hidden')
    const jobs = { apiVersion: 'batch/v1', kind: 'Job', namespace: person.namespace, labelSelector: FILE_SERVER_LABEL }
    await deleteAll(jobs)
    await waitUntilSent(page, 55)
    await setVisibility(page, 'visible')
  })

  await test.step('the portal', async () => {
    const labelSelector = toSelector(PORTAL_SELECTOR)
    await deleteAll({ apiVersion: 'v1', kind: 'Pod', namespace: NAMESPACE, labelSelector })
    await waitUntilSent(page, 70)
    await expect.poll(async () => (await send({ path: routes.api.ready() })).status, { timeout: 60_000 }).toBe(200)
  })

  await network.restore()
  await expectVerified(files, 'large.bin')
  const pod = await PodFiles.mount({ namespace: person.namespace, volume })
  try {
    expect(await pod.hash('.')).toMatchObject({ 'large.bin': await hashFile(file) })
  } finally {
    await pod.remove()
  }
})

test('who is signed out in the middle of an upload is not held up, and it goes on after signing in', async ({
  people,
}) => {
  const file = await createFile({ dir, name: 'large.bin', sizeBytes: 60 * MIB })
  const person = await people.create()
  const page = await people.signIn(person)
  const { files, volume } = getDisk(page, person)
  const network = await Network.of(page)
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.accept()
  })
  await files.open()
  await network.slowUploads(SLOW)
  await dropFiles(page, files.list, [file])
  await waitUntilSent(page, 20)
  const elsewhere = await page.context().newPage()
  await openPage(elsewhere, routes.profile())
  await elsewhere.getByRole('button', { name: `${person.displayName}, account and settings` }).click()
  await elsewhere.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(routes.signIn(routes.files(person.space, volume)))
  expect(asked).toEqual([])

  await network.restore()
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click()
  await fillInProvider(page, person)
  await expect(page).toHaveURL(routes.files(person.space, volume))
  await waitUntilAwake(page)
  await chooseAgain(files, file)
  await expectVerified(files, 'large.bin')
  const pod = await PodFiles.mount({ namespace: person.namespace, volume })
  try {
    expect(await pod.hash('.')).toMatchObject({ 'large.bin': await hashFile(file) })
  } finally {
    await pod.remove()
  }
})

test('on a disk that gets full, uploads wait with one sentence, and go on when there is room', async ({ people }) => {
  const names = [1, 2, 3].map((number) => `part-${number}.bin`)
  const sources = await Promise.all(names.map((name) => createFile({ dir, name, sizeBytes: 20 * MIB })))
  const person = await people.create()
  const page = await people.signIn(person)
  const group = await createGroup([[person, 'editor']], { size: '128Mi' })
  const pod = await PodFiles.mount(group)
  try {
    await pod.run('echo before > /data/part-1.bin')
    const freeKib = Number((await pod.run(`df -Pk /data | tail -1 | tr -s ' ' | cut -d ' ' -f 4`)).trim())
    await pod.run(`fallocate -l ${freeKib * 1024 - 30 * MIB} /data/filler`)
    const files = new FilePage(page, group)
    await files.open()
    await dropFiles(page, files.list, sources)
    const clash = page.getByRole('dialog', { name: 'part-1.bin is there already' })
    await clash.getByRole('radio', { name: 'Replace' }).check()
    await clash.getByRole('button', { name: 'Replace' }).click()
    const tray = files.getTray(/^Waiting:/)
    await expect(tray.getByRole('alert')).toHaveText(/The disk is full\. All uploads wait/)
    await expect(tray.getByRole('link', { name: 'Make room' })).toBeVisible()
    // What a name held stays whole until all of the new is there.
    const before = await pod.hash('.')
    const whole = await Promise.all(sources.map(hashFile))
    expect([whole[0], toHash('before\n')]).toContain(before['part-1.bin'])
    for (const name of ['part-2.bin', 'part-3.bin']) expect([undefined, ...whole]).toContain(before[name])
    await pod.run('rm /data/filler')
    await tray.getByRole('button', { name: 'Try now' }).click()
    await expect(files.getTray(/^3 uploads done/)).toBeVisible({ timeout: 60_000 })
    const hashes = await pod.hash('.')
    for (const source of sources) expect(hashes[path.basename(source)]).toBe(await hashFile(source))
  } finally {
    await pod.remove()
    await group.remove()
  }
})

async function createFile(file: { dir: string; name: string; sizeBytes: number }): Promise<string> {
  const place = path.join(file.dir, file.name)
  await writeFile(place, randomBytes(file.sizeBytes))
  return place
}

function getDisk(page: Page, { space, username }: TestPerson) {
  const volume = `user-${username}-disk`
  return { volume, files: new FilePage(page, { space, volume }) }
}

async function waitUntilSent(page: Page, percent: number): Promise<void> {
  const bar = page.getByRole('progressbar', { name: 'All uploads' })
  await expect
    .poll(async () => Number(await bar.getAttribute('value')), { timeout: 120_000 })
    .toBeGreaterThanOrEqual(percent)
}

async function expectVerified(files: FilePage, name: string): Promise<void> {
  const tray = files.getTray(/^1 upload done/)
  await expect(tray).toBeVisible({ timeout: 120_000 })
  await expect(tray.getByRole('listitem').filter({ hasText: name })).toContainText('verified')
}

/** Some browsers open what was dropped again by themselves. */
async function chooseAgain(files: FilePage, file: string): Promise<void> {
  const { page } = files
  const choose = page.getByRole('button', { name: 'Choose files' })
  const isGoingOn = files.getTray(/^(Uploading|1 upload done)/)
  await expect(choose.or(isGoingOn).first()).toBeVisible({ timeout: 60_000 })
  if (await choose.isHidden()) return
  const chooser = page.waitForEvent('filechooser')
  await choose.click()
  await (await chooser).setFiles(file)
}

interface Selected {
  apiVersion: string
  kind: string
  namespace: string
  labelSelector: string
}

/** As when another tab is in front; a browser that is driven shows all of them. */
async function setVisibility(page: Page, state: DocumentVisibilityState): Promise<void> {
  await page.evaluate((to) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => to })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
}

async function deleteAll(selected: Selected): Promise<void> {
  const objects = await listObjects(client, selected)
  expect(objects).not.toEqual([])
  const { apiVersion, kind, namespace } = selected
  for (const { metadata } of objects) {
    const ref = { apiVersion, kind, namespace, name: metadata.name }
    await deleteObject(client, ref, { propagationPolicy: 'Background' })
  }
}

function toSelector(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
}

function toHash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
