import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { AppError } from '#lib/errors.ts'
import { endSessions } from '#lib/spaces/testing/sessions.ts'
import { podsKind } from '#lib/storage/operations-cache.ts'
import { createTerminalTicket } from '#lib/workloads/operations-tickets.ts'
import { toCallToken } from '#lib/workloads/objects-tickets.ts'
import { LISTENERS_PATH } from '#lib/workloads/schema-listeners.ts'
import type { TerminalTicketAnswer } from '#lib/workloads/schema-tickets.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { execInPod, kubectl, layout, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { prepareFiles } from '#cluster/testing/files-under-test.ts'
import { startGateway } from '#cluster/testing/gateway-under-test.ts'
import type { GatewayUnderTest } from '#cluster/testing/gateway-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { APPS_DOMAIN, GATEWAY_SECRET, launchKnown, requireActor, setStage } from './testing/apps-stage.ts'
import type { Stage } from './testing/apps-stage.ts'
import { openPortalDoor } from './testing/portal-door.ts'
import { visit } from './testing/visit.ts'

const NAME = 'shell'
const HOST = `terminal.${APPS_DOMAIN}`

let door: Awaited<ReturnType<typeof openPortalDoor>>
let replicas: GatewayUnderTest[] = []
let stage: Stage
let portalUrl = ''
let uid = ''
let pod = ''

beforeAll(async () => {
  const settings = await prepareFiles()
  portalUrl = settings.MOORAGE_URL ?? ''
  const apps = { MOORAGE_APPS_DOMAIN: APPS_DOMAIN, MOORAGE_GATEWAY_SECRET: GATEWAY_SECRET }
  await becomePortal({ ...settings, ...apps })
  await startCaches()
  door = await openPortalDoor(layout.hostAddress)
  const fileKeys = await readFile(settings.MOORAGE_FILES_KEYS_FILE ?? '', 'utf8')
  replicas = await Promise.all(
    ['gateway-0', 'gateway-1'].map((name) =>
      startGateway({
        fileKeys,
        name,
        settings: { ...apps, MOORAGE_URL: portalUrl, MOORAGE_PORTAL_INTERNAL_URL: door.url },
      }),
    ),
  )
  stage = await setStage()
  uid = await launchKnown({ image: IMAGE_NAMES.toolbox, ...stage.team, name: NAME })
  pod = await waitFor('its pod to run', async () => {
    const found = podsKind.list(stage.team.namespace).find(({ facts }) => facts.statuses[0]?.isReady)
    return found?.facts.name
  })
})

afterAll(async () => {
  for (const replica of replicas) await replica.stop()
  door?.close()
  await stage?.remove()
  stopCaches()
})

const getTicket = (actor: Stage['alice']) =>
  createTerminalTicket(requireActor(actor), { space: stage.team.space, kind: 'service', name: NAME, uid, pod })

interface Started {
  secret: string
  reattachUrl: string
}

/** A page with a terminal. */
class Page {
  readonly socket: WebSocket
  output = Buffer.alloc(0)
  started: Started | null = null
  ended: { reason: string; exitCode?: number } | null = null

  constructor(
    url: string,
    { protocols, origin = portalUrl, replica = 0 }: { protocols: string[]; origin?: string; replica?: number },
  ) {
    const { host, port } = replicas[replica] as GatewayUnderTest
    this.socket = new WebSocket(`ws://${host}:${port}${new URL(url).pathname}`, protocols, {
      origin,
      headers: { host: new URL(url).host },
    })
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.output = Buffer.concat([this.output, data])
      else this.note(JSON.parse(data.toString('utf8')) as { type: string })
    })
    this.socket.on('error', () => undefined)
    onTestFinished(() => this.socket.terminate())
  }

  private note(message: { type: string }): void {
    if (message.type === 'started') this.started = message as unknown as Started
    else this.ended = message as unknown as { reason: string }
  }

  get text(): string {
    return this.output.toString('utf8')
  }

  type(text: string): void {
    this.socket.send(Buffer.from(text), { binary: true })
  }

  resize(cols: number, rows: number): void {
    this.socket.send(JSON.stringify({ type: 'resize', cols, rows }))
  }

  waitFor(text: string | RegExp): Promise<unknown> {
    return waitFor(`the terminal to show ${String(text)}`, async () =>
      typeof text === 'string' ? this.text.includes(text) : text.test(this.text),
    )
  }

  waitForStart(): Promise<Started> {
    return waitFor('the terminal to start', async () => this.started)
  }

  waitForEnd() {
    return waitFor('the terminal to end', async () => this.ended)
  }
}

const open = ({ url, protocols }: TerminalTicketAnswer, more: { origin?: string } = {}) =>
  new Page(url, { protocols, ...more })

/** What the gateway has written down of this pod's terminals, the latest last. */
function listAudited(): object[] {
  const lines = (replicas[0] as GatewayUnderTest).readLog().split('\n').slice(0, -1)
  const audits = lines.map((line) => (JSON.parse(line) as { audit?: { pod?: string } }).audit)
  return audits.flatMap((audit) => (audit?.pod === pod ? [audit] : []))
}

async function isRefused({ socket }: Page): Promise<number> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
  return response.statusCode
}

test('a terminal shows what is typed, in its size and letter for letter, and ends with its shell', async () => {
  const ticket = await getTicket(stage.alice)
  expect(ticket.url).toBe(`ws://${HOST}/exec`)
  const page = open(ticket)
  page.socket.once('open', () => page.resize(132, 43))
  await page.waitForStart()
  const { username, uid: person } = requireActor(stage.alice)
  const actor = { uid: person, username }
  const audit = { actor, space: stage.team.space, object: NAME, pod, container: NAME }
  expect(listAudited()).toEqual([{ ...audit, action: 'terminal.start' }])
  page.type('stty size\n')
  await page.waitFor('43 132')
  page.resize(90, 20)
  page.type('sleep 0.2; stty size\n')
  await page.waitFor('20 90')
  page.type(`printf '%s|' '繁體中文 🦀'; echo done\n`)
  await page.waitFor('繁體中文 🦀|done')
  page.type(`head -c 300000 /dev/zero | tr '\\0' x; echo " all"\n`)
  await page.waitFor('x all')
  expect(page.text.match(/x+(?= all)/)?.[0]).toHaveLength(300_000)
  page.type('exit 7\n')
  expect(await page.waitForEnd()).toMatchObject({ type: 'ended', reason: 'exit', exitCode: 7 })
  // Who was in it and how long, and nothing of what was typed or shown.
  const end = { ...audit, action: 'terminal.end', reason: 'exit', seconds: expect.any(Number) as unknown }
  expect(listAudited()).toEqual([{ ...audit, action: 'terminal.start' }, end])
  expect((replicas[0] as GatewayUnderTest).readLog()).not.toMatch(/stty|繁體|printf/)
})

test('a ticket counts once, from the portal’s own page, and for whoever may have a shell', async () => {
  const ticket = await getTicket(stage.alice)
  expect(await isRefused(open(ticket, { origin: `http://evil.${APPS_DOMAIN}` }))).toBe(403)
  const page = open(ticket)
  await page.waitForStart()
  expect(await isRefused(open(ticket))).toBe(403)
  expect(await isRefused(open({ ...ticket, protocols: ['moorage.terminal.v1', 'ticket.nonsense'] }))).toBe(403)
  const attempt = await getTicket(stage.bob).catch((error: unknown) => error)
  expect(attempt).toBeInstanceOf(AppError)
  expect(attempt).toMatchObject({ code: 'FORBIDDEN' })
})

test('a page that comes back finds its shell, by whatever replica, and nobody else does', async () => {
  const page = open(await getTicket(stage.alice))
  const { secret, reattachUrl } = await page.waitForStart()
  page.type('mark=kept; echo before\n')
  await page.waitFor(/\nbefore/)
  page.socket.terminate()
  const protocols = ['moorage.terminal.v1', `session.${secret}`]
  expect(await isRefused(new Page(reattachUrl, { protocols: ['moorage.terminal.v1', 'session.wrong'] }))).toBe(404)
  expect(await isRefused(new Page(reattachUrl, { protocols, origin: 'http://evil.example' }))).toBe(404)
  const forged = reattachUrl.replace(/attach\/./, 'attach/X')
  expect(await isRefused(new Page(forged, { protocols }))).toBe(404)
  const back = new Page(reattachUrl, { protocols, replica: 1 })
  const again = await back.waitForStart()
  await back.waitFor(/\nbefore/)
  back.type('echo "it is $mark"\n')
  await back.waitFor('it is kept')
  // The secret of before is worth nothing any more.
  expect(again.secret).not.toBe(secret)
  expect(await isRefused(new Page(reattachUrl, { protocols }))).toBe(404)
})

test('only the portal is told what a pod listens on, at a port of its own, and only of pods that Moorage made', async () => {
  const { host, port, internalPort } = replicas[0] as GatewayUnderTest
  const { namespace, space } = stage.team
  const podUid = podsKind.get({ namespace, name: pod })?.uid ?? ''
  const question = { space, pod, podUid, container: NAME, port: 8080 }
  const token = toCallToken(GATEWAY_SECRET, 'listeners')
  const ask = (changes: object, { at = internalPort, host: name = 'gateway', token: shown = token } = {}) =>
    visit(
      { host, port: at },
      {
        host: name,
        path: LISTENERS_PATH,
        method: 'POST',
        headers: { authorization: `Bearer ${shown}` },
        body: JSON.stringify({ ...question, ...changes }),
      },
    )
  expect(JSON.parse((await ask({})).body)).toEqual({
    state: 'known',
    listeners: [{ port: 8080, isLoopback: false }],
  })
  for (const other of ['', 'nonsense', GATEWAY_SECRET, toCallToken(GATEWAY_SECRET)]) {
    expect(await ask({}, { token: other })).toMatchObject({ status: 401, body: '' })
  }
  for (const name of [HOST, `web-abcdefghij.${APPS_DOMAIN}`, 'gateway', `${host}:${internalPort}`]) {
    const { status, body } = await ask({}, { at: port, host: name })
    expect([401, 403, 404, 421]).toContain(status)
    expect(body).not.toContain('listeners')
  }
  const others = [{ podUid: 'another' }, { container: 'another' }, { pod: 'another' }, { space: stage.own.space }]
  for (const other of others) expect(JSON.parse((await ask(other)).body)).toEqual({ state: 'unknown' })
  await kubectl(['label', 'pod', '-n', namespace, pod, 'app.kubernetes.io/managed-by=somebody', '--overwrite'])
  expect(JSON.parse((await ask({})).body)).toEqual({ state: 'unknown' })
  await kubectl(['label', 'pod', '-n', namespace, pod, 'app.kubernetes.io/managed-by=moorage', '--overwrite'])
  for (const wrong of [{ space: 'kube-system' }, { space: '../u' }, { port: 0 }, { pod: 'x'.repeat(5000) }]) {
    expect((await ask(wrong)).status).toBe(400)
  }
})

test('a terminal ends with the right to it, and so does what runs in it', async () => {
  const page = open(await getTicket(stage.alice))
  await page.waitForStart()
  page.type('trap "" HUP; sleep 987654\n')
  const command = ['sh', '-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "']
  const list = () => execInPod({ namespace: stage.team.namespace, pod, command })
  await waitFor('it to run', async () => (await list()).includes('sleep 987654'))
  await endSessions(stage.alice)
  expect(await page.waitForEnd()).toMatchObject({ reason: 'right' })
  await waitFor('it to be over', async () => !(await list()).includes('sleep 987654'))
})
