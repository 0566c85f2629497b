import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveLink } from './live-link.ts'
import type { LiveNews, LiveState, LiveWish } from './live-message.ts'

interface Asked {
  spaces: string[]
  since: string | null
  response: ServerResponse
}

const asked: Asked[] = []
const links: LiveLink[] = []
let origin = ''
let stop = () => {}

beforeEach(async () => {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://portal')
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('event: ready\ndata: {}\n\n')
    asked.push({ spaces: searchParams.getAll('space'), since: searchParams.get('since'), response })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  stop = () => {
    server.closeAllConnections()
    server.close()
  }
})

afterEach(() => {
  for (const link of links.splice(0)) link.close()
  asked.length = 0
  stop()
})

function openTab(spaces: LiveWish['spaces'], position: string | null, renewSession = () => Promise.resolve(false)) {
  const tab = { news: [] as LiveNews[], states: [] as LiveState['status'][] }
  const link = new LiveLink({
    key: origin,
    origin,
    wish: { spaces, isAdmin: false },
    position,
    staleSince: null,
    onNews: (news) => tab.news.push(news),
    onState: ({ status }) => tab.states.push(status),
    renewSession,
  })
  links.push(link)
  return { ...tab, link }
}

function sendChange(id: string, space = 'u/alice') {
  const data = JSON.stringify({ space, kind: 'volumes', key: 'disk', item: null })
  asked.at(-1)?.response.write(`id: ${id}\nevent: change\ndata: ${data}\n\n`)
}

function sendEnd(reason: string) {
  asked.at(-1)?.response.end(`event: end\ndata: {"reason":"${reason}"}\n\n`)
}

const isLive = (tab: { states: string[] }) => vi.waitFor(() => expect(tab.states.at(-1)).toBe('live'))

describe('LiveLink', () => {
  it('shares one stream between tabs, each of which hears everything', async () => {
    const first = openTab(['u/alice'], 'ab-1')
    await isLive(first)
    const second = openTab(['u/alice'], 'ab-1')
    await isLive(second)
    sendChange('ab-2')
    await vi.waitFor(() => expect([first.news.length, second.news.length]).toEqual([1, 1]))
    expect(asked).toMatchObject([{ spaces: ['u:alice'], since: 'ab-1' }])
  })

  it('tells a later tab what happened since its page was made, and only that', async () => {
    const first = openTab(['u/alice'], 'ab-1')
    await isLive(first)
    sendChange('ab-2')
    sendChange('ab-3')
    await vi.waitFor(() => expect(first.news).toHaveLength(2))
    const second = openTab(['u/alice'], 'ab-2')
    await vi.waitFor(() => expect(second.news).toMatchObject([{ kind: 'change', position: 'ab-3' }]))
  })

  it('has a later tab read again what nobody has listened to', async () => {
    await isLive(openTab(['u/alice'], 'ab-5'))
    const older = openTab(['u/alice'], 'ab-1')
    await vi.waitFor(() => expect(older.news).toMatchObject([{ kind: 'resync' }]))
    const wider = openTab(['u/alice', 'g/k3f9'], 'ab-5')
    await vi.waitFor(() => expect(wider.news).toMatchObject([{ kind: 'resync' }]))
    await vi.waitFor(() => expect(asked.at(-1)?.spaces).toEqual(['g:k3f9', 'u:alice']))
  })

  it('goes on from the same position in another tab when the first one is closed', async () => {
    const first = openTab(['u/alice'], 'ab-1')
    await isLive(first)
    const second = openTab(['u/alice'], 'ab-1')
    await isLive(second)
    sendChange('ab-4')
    await vi.waitFor(() => expect(second.news).toHaveLength(1))
    first.link.close()
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    expect(asked.at(-1)).toMatchObject({ since: 'ab-4' })
    sendChange('ab-5')
    await vi.waitFor(() => expect(second.news).toHaveLength(2))
    expect(first.news).toHaveLength(1)
  })

  it('says to all tabs that the session is over, and asks for nothing more', async () => {
    const first = openTab(['u/alice'], 'ab-1')
    await isLive(first)
    const second = openTab(['u/alice'], 'ab-1')
    await isLive(second)
    sendEnd('signed-out')
    await vi.waitFor(() => expect([first.states.at(-1), second.states.at(-1)]).toEqual(['signed-out', 'signed-out']))
    expect(asked).toHaveLength(1)
  })

  it('goes on when the session could be renewed', async () => {
    const tab = openTab(['u/alice'], 'ab-1', () => Promise.resolve(true))
    await isLive(tab)
    sendEnd('signed-out')
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    expect(tab.states).not.toContain('signed-out')
  })

  it('waits, after a change of rights, for what the page wants then', async () => {
    const tab = openTab(['u/alice', 'g/k3f9'], 'ab-1')
    await isLive(tab)
    sendEnd('access-changed')
    await vi.waitFor(() => expect(tab.states.at(-1)).toBe('access-changed'))
    tab.link.update({ spaces: ['u/alice'], isAdmin: false }, 'ab-9')
    await vi.waitFor(() => expect(asked.at(-1)?.spaces).toEqual(['u:alice']))
    await isLive(tab)
  })
})
