import type { JWTPayload } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { client, execInPod, layout, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { listObjects } from '#lib/kube/verbs.ts'
import { createPlainBrowser } from './testing/plain-browser.ts'
import { ALICE, isRefused, startProvider, type ProviderUnderTest } from './testing/provider-under-test.ts'

// What tests do to the provider, what a restart does to it, and what the network lets through.

let provider: ProviderUnderTest

beforeAll(async () => {
  provider = await startProvider()
})

afterAll(() => provider.remove())

afterEach(() => provider.control.setFaults({}))

describe('what a test can do to it', () => {
  const ZOE = { username: 'zoe', password: 'p', subject: 'zoe-1', name: 'Zoë', email: 'zoe@example.org' }

  test('sessions that are ended end everywhere, and applications are told', async () => {
    const browsers = [createPlainBrowser(), createPlainBrowser()]
    await provider.control.setPerson(ZOE)
    const sessions = await Promise.all(browsers.map((browser) => provider.application.signIn(browser, ZOE)))
    const known = await provider.receiver.listTokens()
    expect(await provider.control.endSessions('zoe')).toEqual({ ended: 2, notified: 2 })
    for (const { tokens } of sessions)
      expect(isRefused(await provider.application.refresh(tokens.refresh_token))).toBe(true)
    await expect(provider.application.signIn(browsers[0]!, { username: 'zoe' })).rejects.toThrow('/sign-in/')
    const payloads = await Promise.all(
      (await provider.receiver.listTokens()).slice(known.length).map((token) => provider.application.verify(token)),
    )
    const sids = (list: JWTPayload[]) =>
      list.map((payload) => String(payload['sid'])).toSorted((a, b) => a.localeCompare(b))
    expect(sids(payloads)).toEqual(sids(sessions.map(({ claims }) => claims)))
  })

  test('people change, and the next renewal says so', async () => {
    const groups = Array.from({ length: 10_000 }, (_, index) => `group-${index}`)
    await provider.control.setPerson({ ...ZOE, groups })
    const { tokens, claims } = await provider.application.signIn(createPlainBrowser(), ZOE)
    expect(claims['groups']).toEqual(groups)
    const odd = { groups: { nested: ['__proto__'] }, preferred_username: 'J\u00F6hn/../x' }
    await provider.control.setPerson({ ...ZOE, username: 'zoé', email: 'new@example.org', claims: odd })
    const renewed = JSON.parse((await provider.application.refresh(tokens.refresh_token)).body) as typeof tokens
    expect(await provider.application.verify(renewed.id_token)).toMatchObject({
      sub: 'zoe-1',
      email: 'new@example.org',
      ...odd,
    })
    await expect(provider.control.removePerson('zoe')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await provider.control.removePerson('zoé')
    expect(isRefused(await provider.application.refresh(renewed.refresh_token))).toBe(true)
    await expect(provider.application.signIn(createPlainBrowser(), ZOE)).rejects.toThrow('403')
  })

  test('renewals are refused for one person, or nothing works at all, until it is mended', async () => {
    await provider.control.setPerson(ZOE)
    const [zoe, alice] = await Promise.all(
      [ZOE, ALICE].map((person) => provider.application.signIn(createPlainBrowser(), person)),
    )
    await provider.control.setFaults({ refuseRefreshOf: [ZOE.subject] })
    expect(isRefused(await provider.application.refresh(zoe!.tokens.refresh_token))).toBe(true)
    const answer = await provider.application.refresh(alice!.tokens.refresh_token)
    expect(answer.status).toBe(200)
    await provider.control.setFaults({ isUnavailable: true })
    expect((await provider.discover()).status).toBe(503)
    await provider.control.setFaults({})
    expect((await provider.application.refresh(zoe!.tokens.refresh_token)).status).toBe(200)
  })
})

test('a container that starts anew knows who was signed in', async () => {
  const browser = createPlainBrowser()
  const { tokens, claims } = await provider.application.signIn(browser, ALICE)
  const [pod] = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: provider.namespace })
  await execInPod({
    namespace: provider.namespace,
    pod: pod!.metadata.name,
    command: ['node', '-e', 'process.kill(1)'],
  })
  const isRestarted = z.object({
    status: z.object({
      containerStatuses: z.tuple([z.object({ restartCount: z.literal(1), ready: z.literal(true) })]),
    }),
  })
  await waitFor('the container to be ready again', async () => {
    const [now] = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: provider.namespace })
    return isRestarted.safeParse(now).success
  })
  await provider.waitUntilReachable()
  expect((await provider.application.refresh(tokens.refresh_token)).status).toBe(200)
  const again = await provider.application.signIn(browser, { username: 'alice' })
  expect(again.claims['sid']).toBe(claims['sid'])
})

describe('the network', () => {
  const podSchema = z.object({ metadata: z.object({ name: z.string() }), status: z.object({ podIP: z.string() }) })

  async function requirePod(of: string) {
    const [pod] = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: of })
    const { metadata, status } = podSchema.parse(pod)
    return { namespace: of, pod: metadata.name, address: status.podIP }
  }

  async function probe(from: { namespace: string; pod: string }, host: string, port: number): Promise<string> {
    const script = `const socket = require('node:net').connect(${port}, '${host}')
      const say = (text) => { console.log(text); process.exit() }
      socket.on('connect', () => say('open')).on('error', () => say('closed'))
      setTimeout(() => say('closed'), 1500)`
    return (await execInPod({ ...from, command: ['node', '-e', script] })).trim()
  }

  test('leads other pods to it through the ingress only', async () => {
    const [from, to] = await Promise.all([requirePod(provider.receiver.namespace), requirePod(provider.namespace)])
    expect(await probe(from, new URL(provider.issuer).hostname, layout.ingressPort)).toBe('open')
    expect(await probe(from, to.address, 3000)).toBe('closed')
    expect(await probe(from, to.address, 3001)).toBe('closed')
    expect(await probe(from, `identity.${provider.namespace}.svc.cluster.local`, 3001)).toBe('closed')
  })

  test('leads it to the ingress only', async () => {
    const [from, to] = await Promise.all([requirePod(provider.namespace), requirePod(provider.receiver.namespace)])
    expect(await probe(from, new URL(provider.receiver.address).hostname, layout.ingressPort)).toBe('open')
    expect(await probe(from, to.address, 8080)).toBe('closed')
    expect(await probe(from, 'kubernetes.default.svc.cluster.local', 443)).toBe('closed')
    expect(await probe(from, layout.nodeAddress, 10_250)).toBe('closed')
  })
})
