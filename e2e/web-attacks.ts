import { expect, type Page } from '@playwright/test'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'

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

export interface Seen {
  method: string
  url: string
  cookie: string
}

/** A service that remembers how it was asked, and whose page does what a test tells it. */
export function buildService(name: string, visibility: 'private' | 'public' = 'private'): Partial<LaunchFields> {
  return {
    command: ['node', '-e', PROGRAM],
    environment: [{ source: 'value', name: 'NAME', value: name }],
    ports: [{ name: 'http', port: 8080 }],
    web: { port: 8080, visibility },
    probe: { check: 'auto' },
  }
}

/** From the page's own script, as the workload's own pages ask. */
export async function readSeen(page: Page): Promise<Seen[]> {
  return page.evaluate(async () => (await fetch('/seen')).json() as Promise<Seen[]>)
}

/** Asks another web address by everything that a page's script has. */
export async function attack(page: Page, origin: string): Promise<void> {
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

/** A form that somebody is made to press; resolves with the tab that its answer opens in. */
export async function submitInto(page: Page, action: string): Promise<Page> {
  const popup = page.waitForEvent('popup')
  await page.evaluate((url) => {
    for (const old of document.forms) old.remove()
    const form = document.createElement('form')
    form.method = 'post'
    form.action = url
    form.target = '_blank'
    form.innerHTML = '<input name="a" value="b"><button>Win</button>'
    document.body.append(form)
  }, action)
  await page.getByRole('button', { name: 'Win' }).click()
  return popup
}

/** What the portal lets a page of a workload read of it, with whatever cookies the browser sends along. */
export async function askPortal(page: Page, portalUrl: string): Promise<string[]> {
  return page.evaluate(async (url) => {
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
}

export async function expectRefused(opened: Page): Promise<void> {
  await expect(opened.locator('body')).toContainText('Another site asked this')
}
