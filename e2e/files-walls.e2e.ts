import { expect, type Page } from '@playwright/test'
import { callFiles, startSlowDownload } from '#cluster/testing/call-files.ts'
import { routes as serverRoutes } from '#fileserver/route-table.ts'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { listObjects } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { askForFiles, createDownloadLink, type OpenFiles, readFiles } from './file-access.ts'
import { FilePage } from './file-page.ts'
import { createGroup } from './group.ts'
import { waitUntilAwake } from './open-page.ts'
import type { TestPerson } from './people.ts'
import { client } from './place.ts'
import { PodFiles } from './pod-files.ts'
import { test } from './portal-test.ts'
import { send } from './send.ts'

const SECRET = 'nobody-elses.txt'
const LARGE = 'large.bin'
const FORM = 'application/x-www-form-urlencoded'

test('no address of somebody’s files answers anybody else', async ({ people }) => {
  const owner = await people.create()
  const ownPage = await people.signIn(owner)
  const own = await openDisk(ownPage, owner)
  expect(await own.getStatus(fileRoutes.list())).toBe(200)
  const stranger = await people.create()
  const page = await people.signIn(stranger)
  const other = await openDisk(page, stranger)
  expect(other.access.baseUrl).not.toBe(own.access.baseUrl)
  const cookies = await page.context().cookies()
  const pod = await PodFiles.mount(own)
  try {
    await pod.run(`echo secret > /data/${SECRET}`)

    await test.step('the portal', async () => {
      const ofOthers = [owner.username, own.volume, own.access.volumeUid, own.access.baseUrl, SECRET]
      for (const path of [
        routes.files(owner.space, own.volume),
        routes.files(owner.space, own.volume, SECRET),
        routes.spaceFiles(owner.space),
        // A volume of somebody else in a space of one's own.
        routes.files(stranger.space, own.volume),
      ]) {
        const answer = await send({ path, cookies })
        expect.soft(answer.status, path).toBe(404)
        const told = ofOthers.filter((what) => !path.includes(what) && answer.body.includes(what))
        expect.soft(told, path).toEqual([])
      }
      for (const where of [own, { space: stranger.space, volume: own.volume }]) {
        const answer = await askForFiles(where, cookies)
        expect.soft(answer.status).toBe(404)
        expect.soft(answer.body).not.toContain('moorage-files-')
      }
      expect((await askForFiles(own)).status).toBe(401)
      const link = createDownloadLink({ ...own, path: SECRET }, cookies)
      await expect(link).rejects.toThrow('NOT_FOUND')
      // The file server of one space is in no answer about another.
      for (const path of [routes.home(), routes.storage(stranger.space), routes.files(stranger.space, other.volume)]) {
        const { body } = await send({ path, cookies })
        expect.soft(body, path).not.toContain(own.access.baseUrl)
        expect.soft(body, path).not.toContain(own.access.volumeUid)
      }
    })

    await test.step('the file server', async () => {
      const tokens = {
        none: null,
        'of another volume': other.access.token,
        broken: `${own.access.token.slice(0, -4)}AAAA`,
      }
      for (const [which, token] of Object.entries(tokens)) {
        expect(await listAnswering(own, { token }), which).toEqual([])
      }
      // Everybody's browser sends it, and it opens nothing.
      const headers = { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') }
      expect(await own.getStatus(fileRoutes.list(), { token: null, headers })).toBe(401)
      expect(await own.getStatus(fileRoutes.list(), { token: other.access.token, headers })).toBe(401)
      const link = await createDownloadLink({ ...other, path: SECRET }, cookies)
      expect(await own.getStatus(fileRoutes.link(link.token, SECRET), { token: null })).toBe(401)
    })

    await test.step('another page', async () => {
      // No other origin may read an answer, and the token is in no place that it could send along.
      const headers = { origin: 'http://evil.example' }
      const { status, headers: answered } = await callFiles(`${own.access.baseUrl}${fileRoutes.list()}`, {
        token: own.access.token,
        headers,
      })
      expect([200, 403]).toContain(status)
      expect(answered['access-control-allow-origin']).not.toBe('*')
      expect(answered['access-control-allow-origin']).not.toBe(headers.origin)
      expect(answered['set-cookie']).toBeUndefined()
    })
  } finally {
    await pod.remove()
  }
})

test('who may only read a group’s files can change none, and who is taken out sees them no more', async ({
  people,
}) => {
  const owner = await people.create()
  await people.signIn(owner)
  const viewer = await people.create()
  const page = await people.signIn(viewer)
  const group = await createGroup([
    [owner, 'owner'],
    [viewer, 'viewer'],
  ])
  const pod = await PodFiles.mount(group)
  try {
    await pod.run(`head -c 120000000 /dev/urandom > /data/${LARGE} && echo secret > /data/${SECRET}`)
    const reading = await openFiles(page, group)
    const files = new FilePage(page, group)

    await test.step('the page offers nothing that would be refused', async () => {
      await expect(page.getByText('Read only', { exact: true })).toBeVisible()
      await files.select(SECRET)
      await page.getByRole('button', { name: '1 selected' }).click()
      for (const name of [/^Delete/, /^Rename/, /^Cut/]) {
        await expect(page.getByRole('menuitem', { name }).first()).toHaveAttribute('aria-disabled', 'true')
      }
      await page.keyboard.press('Escape')
      await page.keyboard.press('Delete')
      await expect(files.getRow(SECRET)).toBeVisible()
    })

    await test.step('the file server refuses every way to write', async () => {
      const { access } = reading
      expect(access.mode).toBe('ro')
      const writing = serverRoutes.filter(({ need }) => need === 'writer')
      expect(writing.length).toBeGreaterThan(10)
      for (const { method, path } of writing) {
        expect.soft(await reading.getStatus(path.replace(':id', 'x'), { method }), `${method} ${path}`).toBe(403)
      }
      expect(await pod.run('ls -A /data')).not.toMatch(/\.trash|\.moorage/)
    })

    await test.step('taken out', async () => {
      const link = await createDownloadLink({ ...group, path: LARGE }, await page.context().cookies())
      const download = await startSlowDownload(link.url)
      expect(download.status).toBe(200)
      await group.setMembers([[owner, 'owner']])
      // What runs is cut within 5 s: what was not is read to its end now.
      await new Promise((resolve) => setTimeout(resolve, 5000))
      download.hurry()
      expect(await download.ended).toMatchObject({ isWhole: false })
      await expect.poll(() => reading.getStatus(fileRoutes.list())).toBe(401)
      expect(await reading.getStatus(fileRoutes.link(link.token, LARGE), { token: null })).toBe(401)
      // The page that was open, without a touch.
      await expect(files.list).toBeHidden()
      await expect(page.getByText(SECRET)).toBeHidden()
      expect((await askForFiles(group, await page.context().cookies())).status).toBe(404)
    })
  } finally {
    await pod.remove()
    await group.remove()
  }
})

test('what a session was given ends with it, and the other session goes on', async ({ people }) => {
  const person = await people.create()
  const kept = await people.signIn(person)
  const here = await openDisk(kept, person)
  const page = await people.signIn(person)
  const there = await openDisk(page, person)
  const link = await createDownloadLink({ ...there, path: SECRET }, await page.context().cookies())
  expect(await there.getStatus(fileRoutes.list())).toBe(200)
  const second = await page.context().newPage()
  await second.goto(routes.profile())
  await waitUntilAwake(second)
  await second.getByRole('button', { name: `${person.displayName}, account and settings` }).click()
  await second.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect.poll(() => there.getStatus(fileRoutes.list())).toBe(401)
  expect(await there.getStatus(fileRoutes.link(link.token, SECRET), { token: null })).toBe(401)
  expect(await here.getStatus(fileRoutes.list())).toBe(200)
  await expect(page).toHaveURL(new RegExp(`^[^?]*${routes.signIn()}`))
})

test('only the ways in lead to a file server, and no Service of another space has it', async ({ people }) => {
  const owner = await people.create()
  const page = await people.signIn(owner)
  const own = await openDisk(page, owner)
  const base = new URL(own.access.baseUrl)
  const ingresses = await listObjects(client, { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' })
  const leading = ingresses.filter((ingress) => JSON.stringify(ingress['spec']).includes(base.pathname))
  expect(leading.map(({ metadata }) => metadata.namespace)).toEqual([owner.namespace])
  // By another name, or below another path, the ingress does not know it.
  const portal = { headers: { host: new URL(page.url()).host } }
  expect(await own.getStatus(fileRoutes.list(), portal)).not.toBe(200)
  expect((await send({ path: `${base.pathname}${fileRoutes.list()}` })).status).toBe(404)
})

interface OpenVolume {
  space: `u/${string}` | `g/${string}`
  namespace: string
  volume: string
  access: OpenFiles
  getStatus: (route: string, call?: Parameters<typeof callFiles>[1]) => Promise<number>
}

function openDisk(page: Page, { space, namespace, username }: TestPerson): Promise<OpenVolume> {
  return openFiles(page, { space, namespace, volume: `user-${username}-disk` })
}

/** By the page, which starts the server; calls carry the person's own token unless another is given. */
async function openFiles(
  page: Page,
  { space, namespace, volume }: Pick<OpenVolume, 'space' | 'namespace' | 'volume'>,
): Promise<OpenVolume> {
  await new FilePage(page, { space, volume }).open()
  const access = await readFiles({ space, volume }, await page.context().cookies())
  return {
    space,
    namespace,
    volume,
    access,
    getStatus: async (route, call) =>
      (await callFiles(`${access.baseUrl}${route}`, { token: access.token, ...call })).status,
  }
}

/** The addresses of a file server, as it describes them itself, that say anything but "no". */
async function listAnswering({ getStatus }: OpenVolume, call: { token: string | null }): Promise<string[]> {
  const answering: string[] = []
  const paths = JSON.stringify([SECRET])
  for (const { method, path, need, isForm } of serverRoutes) {
    if (need === 'nobody') continue
    const form = {
      headers: { 'content-type': FORM },
      body: new URLSearchParams({ token: call.token ?? 'x', paths }).toString(),
    }
    const status = await getStatus(path.replace(/:\w+/g, 'x'), { method, ...call, ...(isForm ? form : {}) })
    if (status !== 401) answering.push(`${method} ${path}: ${status}`)
  }
  return answering
}
