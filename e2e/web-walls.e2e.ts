import { expect, type Page } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'
import { portalUrl } from './place.ts'
import { test } from './portal-test.ts'
import { WorkloadLauncher } from './workload-launch.ts'

/** Tells everybody who asks what it was asked before, and what came with that. */
const PROGRAM = `
const seen = []
const note = ({ method, url, headers }) => seen.push({ method, url, cookie: headers.cookie ?? '' })
const server = require('node:http').createServer((request, response) => {
  note(request)
  if (request.url === '/seen') return response.end(JSON.stringify(seen))
  response.setHeader('content-type', 'text/html')
  response.setHeader('set-cookie', [
    'wide=1; Domain=apps.localhost; Path=/',
    'moorage-web=planted; Path=/',
    'moorage-session=planted; Domain=localhost; Path=/',
  ])
  response.end('<!doctype html><title>' + process.env.NAME + '</title><h1>' + process.env.NAME + '</h1>')
})
server.on('upgrade', (request, socket) => { note(request); socket.destroy() })
server.listen(8080)`

interface Seen {
  method: string
  url: string
  cookie: string
}

function buildService(name: string): Partial<LaunchFields> {
  return {
    command: ['node', '-e', PROGRAM],
    environment: [{ source: 'value', name: 'NAME', value: name }],
    ports: [{ name: 'http', port: 8080 }],
    web: { port: 8080 },
    probe: { check: 'auto' },
  }
}

test('a hostile workload gets nothing of the portal and nothing of its neighbour', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person)
  const context = page.context()
  const launcher = new WorkloadLauncher(person.space, await context.cookies())
  for (const name of ['victim', 'hostile']) await launcher.launch(name, buildService(name))
  const victim = await context.newPage()
  // While it starts, the address explains that and opens by itself.
  const address = { kind: 'service' as const, name: 'victim' }
  await victim.goto(routes.openWorkload(person.space, address))
  await expect(victim.getByRole('heading', { name: 'victim' })).toBeVisible()
  await page.goto(routes.openWorkload(person.space, { ...address, name: 'hostile' }))
  await expect(page.getByRole('heading', { name: 'hostile' })).toBeVisible()
  const victimOrigin = new URL(victim.url()).origin

  await test.step('it sees no cookie but its own, and sets none that reaches further', async () => {
    const own = await readSeen(page)
    expect(own.length).toBeGreaterThan(0)
    for (const { cookie } of own) expect(cookie).not.toMatch(/moorage/)
    expect(await page.evaluate(() => document.cookie)).toBe('wide=1')
    const cookies = await context.cookies()
    expect(cookies.filter(({ value }) => value === 'planted')).toEqual([])
    expect(cookies.filter(({ name }) => name === 'wide').map(({ domain }) => domain)).not.toContain('.apps.localhost')
  })

  await test.step('it reaches its neighbour by no way that a browser has', async () => {
    await attack(page, victimOrigin)
    await submitInto(page, `${victimOrigin}/attack-form`)
    const seen = await readSeen(victim)
    expect(seen.map(({ url }) => url)).toContain('/')
    expect(seen.filter(({ url }) => url.startsWith('/attack'))).toEqual([])
  })

  await test.step('it reaches nothing of the portal', async () => {
    const answers = await page.evaluate(async (url) => {
      const ask = (path: string, init: RequestInit) =>
        fetch(url + path, { credentials: 'include', ...init }).then(
          (response) => `${response.type} ${response.status}`,
          () => 'refused',
        )
      return [
        await ask('/api/sessions', {}),
        await ask('/api/auth/sign-out', { method: 'POST' }),
        await ask('/', { method: 'POST', headers: { 'next-action': 'x' } }),
        await ask('/api/gateway/checks', { method: 'POST', body: '{}' }),
      ]
    }, portalUrl)
    expect(answers).toEqual(['refused', 'refused', 'refused', 'refused'])
    const still = await context.newPage()
    await still.goto(routes.workloads(person.space))
    await expect(still.getByRole('heading', { level: 1 })).toBeVisible()
    expect(new URL(still.url()).pathname).toBe(routes.workloads(person.space))
  })
})

/** From the page's own script, as the workload's own pages ask. */
async function readSeen(page: Page): Promise<Seen[]> {
  return page.evaluate(async () => (await fetch('/seen')).json() as Promise<Seen[]>)
}

async function attack(page: Page, origin: string): Promise<void> {
  await page.evaluate(async (target) => {
    const path = (way: string) => `${target}/attack-${way}`
    const settle = (attempt: Promise<unknown>) => attempt.catch(() => undefined)
    await settle(fetch(path('fetch'), { credentials: 'include', mode: 'no-cors' }))
    await settle(fetch(path('post'), { method: 'POST', credentials: 'include', mode: 'no-cors', body: 'x' }))
    await settle(fetch(path('read'), { credentials: 'include' }))
    const load = (element: HTMLImageElement | HTMLIFrameElement | HTMLScriptElement, way: string) =>
      new Promise((resolve) => {
        element.addEventListener('load', resolve)
        element.addEventListener('error', resolve)
        element.src = path(way)
        document.body.append(element)
      })
    await load(document.createElement('img'), 'image')
    await load(document.createElement('script'), 'script')
    await load(document.createElement('iframe'), 'frame')
    await new Promise((resolve) => {
      const socket = new WebSocket(path('socket').replace(/^http/, 'ws'))
      socket.addEventListener('close', resolve)
    })
  }, origin)
}

/** A form that somebody is made to press. */
async function submitInto(page: Page, action: string): Promise<void> {
  const popup = page.waitForEvent('popup')
  await page.evaluate((url) => {
    const form = document.createElement('form')
    form.method = 'post'
    form.action = url
    form.target = '_blank'
    form.innerHTML = '<input name="a" value="b"><button>Win</button>'
    document.body.append(form)
  }, action)
  await page.getByRole('button', { name: 'Win' }).click()
  const opened = await popup
  await expect(opened.locator('body')).toContainText('Another site asked this')
}
