import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, type Page, type Response } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import en from '#messages/en.json' with { type: 'json' }
import { type HostPortal, startHostPortal } from './host-portal.ts'
import { openPage } from './open-page.ts'
import { findFlaws, settle } from './page-watch.ts'
import { portalUrl } from './place.ts'
import { test } from './portal-test.ts'
import { expectProtected } from './protections.ts'

/** From outside, what the health of the cluster is kept in breaks on the first look at it. */
const FAULT = `
  const broken = { get askedAtMs() { throw new Error('An inner sentence that is for nobody') } }
  Object.defineProperty(globalThis, 'moorageHealth', { get: () => broken, set: () => {} })
`

test('a portal that has not reached its cluster yet says so, and lets nobody in by what it does not know', async ({
  people,
}) => {
  const silent = await startSilentServer()
  const portal = await startHostPortal({ name: 'unreached', server: `https://127.0.0.1:${silent.port}` })
  try {
    const page = await people.signIn(await people.create())
    const visitor = await people.openBrowser()
    expect((await visitor.goto(portal.url + routes.api.health()))?.status()).toBe(200)
    expect((await visitor.goto(portal.url + routes.api.ready()))?.status()).toBe(503)
    await visitor.goto(portal.url)
    await expect(visitor).toHaveURL(portal.url + routes.signIn(routes.home()))
    await expect(visitor.getByRole('link', { name: en.signIn.action })).toBeVisible()

    await takeSession(page, portal)
    const answer = await page.goto(portal.url)
    expect(answer?.status()).toBe(500)
    await expectProblem(page, { answer, ...en.pages.unavailable })
    await page.close()
  } finally {
    await portal.stop()
    silent.stop()
  }
})

test('a page that fails as nobody foresaw says so, names its request and leads back; only the log tells more', async ({
  people,
}) => {
  const page = await people.signIn(await people.create({ isAdmin: true }))
  const portal = await startHostPortal({ name: 'faulty', preload: FAULT })
  let log = ''
  let requestId = ''
  try {
    await takeSession(page, portal)
    await expect(async () => {
      expect((await page.goto(portal.url + routes.api.ready()))?.status()).toBe(200)
    }).toPass({ timeout: 30_000 })
    const answer = await page.goto(portal.url + routes.admin.health())
    expect(answer?.status()).toBe(500)
    requestId = await expectProblem(page, { answer, ...en.pages.internal })
    // The frame is there, and so are all other pages.
    await page.getByRole('main').getByRole('link', { name: en.pages.home }).click()
    await expect(page.getByRole('heading', { level: 1, name: en.home.title })).toBeVisible()
    await openPage(page, portal.url + routes.profile())
  } finally {
    await page.close()
    log = await portal.stop()
  }
  const lines = log.split('\n').filter((line) => line.includes(requestId))
  expect(lines.join('\n')).toContain('An inner sentence that is for nobody')
})

/** The same person at another portal, which has the same secret. */
async function takeSession(page: Page, { url }: HostPortal): Promise<void> {
  const cookies = await page.context().cookies(portalUrl)
  const sessions = cookies.filter(({ name }) => name.startsWith('moorage-session'))
  await page.context().addCookies(sessions.map(({ name, value }) => ({ name, value, url, httpOnly: true })))
}

interface Problem {
  answer: Response | null
  title: string
  text: string
}

/** In both themes, under the same policy, without a word of what is inside; returns the id of the request. */
async function expectProblem(page: Page, { answer, title, text }: Problem): Promise<string> {
  const headers = (await answer?.allHeaders()) ?? {}
  const body = (await answer?.text()) ?? ''
  expectProtected({ headers, body }, title)
  const { 'x-request-id': requestId = '' } = headers
  expect(requestId).not.toBe('')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    await expect(page.getByText(text)).toBeVisible()
    await settle(page)
    expect.soft(await findFlaws(page), `${title} ${colorScheme}`).toEqual([])
  }
  await expect(page.getByRole('main').getByRole('link', { name: en.pages.home })).toHaveAttribute('href', routes.home())
  expect(`${body} ${await page.content()}`).not.toMatch(/An inner sentence|\bat \S+ \(|node_modules|\.next\/server/)
  return requestId
}

/** Whoever connects waits for ever. */
async function startSilentServer(): Promise<{ port: number; stop: () => void }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { port: (server.address() as AddressInfo).port, stop }
}
