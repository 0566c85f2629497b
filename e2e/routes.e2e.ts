import { expect } from '@playwright/test'
import type { Cookie } from '@playwright/test'
import { createObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { createGroup } from './group.ts'
import { client, portalUrl } from './place.ts'
import { test } from './portal-test.ts'
import { type Answer, buildRouteTable, listRoutePatterns, type RouteCase } from './route-table.ts'
import { type PortalAnswer, send } from './send.ts'
import { WorkloadLauncher } from './workload-launch.ts'

const ROLES = ['owner', 'viewer', 'stranger', 'nobody'] as const
const JSON_TYPE = { 'content-type': 'application/json' }
/** Stands in what the space holds, and so in no answer for a stranger. */
const MARK = 'known-to-members-4711'

test('each route answers owner, viewer, stranger and nobody as the table of rights says', async ({ people }) => {
  const [owner, viewer, stranger] = [await people.create(), await people.create(), await people.create()]
  const pages = await Promise.all([owner, viewer, stranger].map((one) => people.signIn(one)))
  const cookies = await Promise.all(pages.map((page) => page.context().cookies()))
  const cookiesOf = Object.fromEntries(ROLES.map((role, at) => [role, cookies[at] ?? []]))
  const group = await createGroup([
    [owner, 'owner'],
    [viewer, 'viewer'],
  ])
  try {
    const { space, namespace, volume } = group
    const workload = { kind: 'service', name: 'web' } as const
    const ofOwner = cookiesOf['owner'] ?? []
    await expect.poll(async () => (await send({ path: routes.workloads(space), cookies: ofOwner })).status).toBe(200)
    const { web } = await new WorkloadLauncher(space, ofOwner).launch(workload.name, {
      ports: [{ name: 'http', port: 8080 }],
      web: { port: 8080 },
      environment: [{ source: 'value', name: 'MARK', value: MARK }],
    })
    const metadata = { namespace, name: 'settings' }
    await createObject(client, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { MARK } })
    const webHost = web?.host ?? ''
    const places = { space, volume, configMap: 'settings', workload, webHost, ownSpace: stranger.space }
    const table = buildRouteTable(places)
    expect((await listRoutePatterns()).toSorted()).toEqual(Object.keys(table).toSorted())

    for (const [pattern, cases] of Object.entries(table)) {
      for (const one of cases) {
        await test.step(pattern, async () => {
          for (const role of ROLES) await tryRoute(one, { role, cookies: cookiesOf[role] ?? [] })
          if (one.stranger !== 404 || pattern.startsWith('/api')) return
          // What a link fetches ahead is a page too.
          const headers = { rsc: '1', 'next-router-prefetch': '1' }
          const ahead = await send({ path: one.path, cookies: cookiesOf['stranger'], headers })
          expect.soft(ahead.body, pattern).not.toContain(MARK)
        })
      }
    }
    await test.step('a preview is asked for by the portal’s own pages only', async () => {
      const [preview] = table['/api/spaces/[kind]/[id]/launch/preview'] ?? []
      for (const origin of ['http://evil.example', 'null', undefined]) {
        const answer = await send({ ...(preview as RouteCase), cookies: ofOwner, headers: { ...JSON_TYPE, origin } })
        expect.soft(answer.status, String(origin)).toBe(403)
      }
    })
    await test.step('whoever is not the gateway is not taken for it', async () => {
      const session = ofOwner.find(({ name }) => name.includes('session'))?.value ?? ''
      expect(session).not.toBe('')
      const asked = Object.entries(table).filter(([pattern]) => pattern.startsWith('/api/gateway/'))
      for (const one of asked.flatMap(([, cases]) => cases)) {
        for (const authorization of ['Bearer wrong', `Bearer ${session}`, session, 'Bearer ', 'Basic bW9vcmFnZQ==']) {
          const answer = await send({ ...one, cookies: ofOwner, headers: { ...JSON_TYPE, authorization } })
          expect.soft(answer.status, `${one.path} ${authorization.slice(0, 12)}`).toBe(401)
        }
      }
    })
    await test.step('names that are paths name nothing', async () => {
      const logs = (name: string) => `/api/spaces/${space}/workloads/service/${name}/logs`
      for (const name of ['..%2fweb', 'a?b', '%zz', 'a/../b', 'web%2f..%2fweb', '%2e%2e']) {
        const answer = await send({ path: logs(name), cookies: ofOwner })
        expect.soft([400, 404], `${name} ${answer.status}`).toContain(answer.status)
        expect.soft(answer.body, name).not.toContain('still here')
      }
      expect((await send({ path: logs('%zz'), cookies: ofOwner })).status).toBe(404)
    })
  } finally {
    await group.remove()
  }
})

async function tryRoute(
  one: RouteCase,
  { role, cookies }: { role: (typeof ROLES)[number]; cookies: readonly Cookie[] },
): Promise<void> {
  // Those that are refused whoever asks are asked from elsewhere.
  const headers = { ...JSON_TYPE, ...(one.owner === 403 && { origin: 'http://evil.example' }) }
  const wanted = one[role]
  const answer = await send({ ...one, cookies, headers, isOnlyHead: one.isStream === true && wanted === 200 })
  const what = `${role}: ${one.method ?? 'GET'} ${one.path}`
  expect.soft(toAnswer(answer), what).toBe(wanted)
  if (role === 'stranger' || role === 'nobody') expect.soft(answer.body, what).not.toContain(MARK)
}

function toAnswer({ status, headers }: PortalAnswer): Answer {
  if (status !== 307 && status !== 303) return status
  const { pathname } = new URL(headers.location ?? '', portalUrl)
  return pathname === routes.signIn() ? 'sign-in' : status
}
