import { expect, type Page } from '@playwright/test'
import { getCookieNames, listChunkNames } from '#lib/auth/session-cookie.ts'
import { ONE_DOMAIN } from '#cluster/identity/addresses.ts'
import { routes } from '#lib/routes.ts'
import { oneDomain, startOneDomain } from './one-domain-portal.ts'
import { fillInProvider, People, type TestPerson } from './people.ts'
import { test as base } from './portal-test.ts'
import { askPortal, attack, buildService, expectRefused, readSeen, submitInto } from './web-attacks.ts'
import { WorkloadLauncher } from './workload-launch.ts'

const { portalUrl } = oneDomain

/** People at the portal whose names all lie under one domain. */
const test = base.extend<{ visitors: People }>({
  visitors: async ({ browser }, provide) => {
    const stop = await startOneDomain()
    const visitors = new People(browser, portalUrl)
    try {
      await provide(visitors)
    } finally {
      await visitors.leave()
      await stop()
    }
  },
})

const names = getCookieNames({ portalUrl, appsDomain: oneDomain.appsDomain })
/** As it is, and as it would be called where browsers do not protect it. */
const toBoth = (cookies: readonly string[]) => cookies.flatMap((name) => [name, name.replace('__Host-', '')])
const SESSION = toBoth([names.session])
const OTHERS = toBoth([...Object.values(names).flatMap(listChunkNames), '__Host-moorage-web']).filter(
  (name) => !SESSION.includes(name),
)

test('with all names under one domain, a hostile page takes nothing, plants nothing and signs nobody in or out', async ({
  people,
  visitors,
}) => {
  const [alice, mallory] = [await people.create(), await people.create()]
  const address = { kind: 'service' as const, name: 'victim' }
  for (const [person, name] of [
    [alice, 'victim'],
    [mallory, 'hostile'],
  ] as const) {
    const cookies = await (await people.signIn(person)).context().cookies()
    const service = buildService(name, name === 'hostile' ? 'public' : 'private')
    await new WorkloadLauncher(person.space, cookies).launch(name, service)
  }
  const own = await visitors.signIn(mallory)
  const bait = (await own.context().cookies()).find(({ name }) => name === names.session)?.value ?? ''
  expect(bait).not.toBe('')
  await own.goto(routes.openWorkload(mallory.space, { ...address, name: 'hostile' }))
  await expect(own.getByRole('heading', { name: 'hostile' })).toBeVisible()
  const hostileUrl = own.url()

  const portal = await visitors.signIn(alice)
  const context = portal.context()
  const victim = await context.newPage()
  await victim.goto(routes.openWorkload(alice.space, address))
  await expect(victim.getByRole('heading', { name: 'victim' })).toBeVisible()
  const victimOrigin = new URL(victim.url()).origin
  const hostile = await context.newPage()
  await hostile.goto(hostileUrl)

  await test.step('browsers let a page set cookies for the whole domain, so what follows is a real attack', async () => {
    await plant(hostile, ['tossed'], 'yes')
    const [request] = await Promise.all([portal.waitForRequest(portalUrl + '/'), portal.goto('/')])
    expect((await request.allHeaders())['cookie']).toContain('tossed=yes')
    await victim.reload()
    expect((await readSeen(victim)).at(-1)?.cookie).toContain('tossed=yes')
  })

  await test.step('it sees no cookie of the portal, the gateway or its neighbour', async () => {
    for (const { cookie } of await readSeen(hostile)) expect(cookie).not.toMatch(/moorage/)
    expect(await hostile.evaluate(() => document.cookie)).not.toMatch(/moorage/)
  })

  await test.step('it reaches its neighbour by no way that a browser has', async () => {
    await attack(hostile, victimOrigin)
    await expectRefused(await submitInto(hostile, `${victimOrigin}/attack-form`))
    const seen = await readSeen(victim)
    expect(seen.filter(({ url }) => url.startsWith('/attack'))).toEqual([])
  })

  await test.step('it reaches nothing of the portal, though the session’s cookie comes along', async () => {
    expect(await askPortal(hostile, portalUrl)).toEqual(['refused', 'refused', 'refused', 'refused'])
    const answer = context.waitForEvent('response', (one) => one.url() === `${portalUrl}${routes.api.signOut()}`)
    await submitInto(hostile, `${portalUrl}${routes.api.signOut()}`)
    const refused = await answer
    expect((await refused.request().allHeaders())['cookie']).toContain(names.session)
    expect(refused.status()).toBe(403)
    await frame(hostile, portalUrl)
    expect(hostile.frames().map((one) => one.url())).not.toContain(`${portalUrl}/`)
    await expectPlace(portal, alice)
  })

  await test.step('planted cookies sign nobody out and put nobody into another session', async () => {
    await plantAll(hostile, bait)
    const kept = (await context.cookies()).filter(({ value }) => value === bait)
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.filter(({ name }) => name.startsWith('__Host-'))).toEqual([])
    await expectPlace(portal, alice)
    await victim.reload()
    await expect(victim.getByRole('heading', { name: 'victim' })).toBeVisible()
  })

  await test.step('who is signed out stays so with planted cookies, and signs in as always', async () => {
    const page = await visitors.openBrowser()
    await page.goto(hostileUrl)
    await plantAll(page, bait)
    await page.goto(routes.workloads(mallory.space))
    await expect(page).toHaveURL(/sign-in/)
    await page.goto(routes.api.startSignIn(routes.workloads(alice.space)))
    await fillInProvider(page, alice)
    await expectPlace(page, alice)
  })
})

/** Short values, and one session: the requests stay small enough to be answered at all. */
async function plantAll(page: Page, session: string): Promise<void> {
  await plant(page, OTHERS, 'planted')
  await plant(page, SESSION, session)
}

/** By script, which no gateway can look at: for the whole domain, and for paths that come before others. */
async function plant(page: Page, cookies: readonly string[], value: string): Promise<void> {
  await page.evaluate(
    ({ cookies: wanted, value: text, domain }) => {
      for (const name of wanted) {
        for (const path of ['/', '/spaces', '/api/auth']) {
          document.cookie = `${name}=${text}; Domain=${domain}; Path=${path}${name.startsWith('__') ? '; Secure' : ''}`
        }
      }
    },
    { cookies, value, domain: ONE_DOMAIN },
  )
}

/** A page that only its owner can open. */
async function expectPlace(page: Page, { space }: TestPerson): Promise<void> {
  await page.goto(routes.workloads(space))
  await expect(page.getByRole('link', { name: 'victim', exact: true })).toBeVisible()
  expect(new URL(page.url()).pathname).toBe(routes.workloads(space))
}

async function frame(page: Page, url: string): Promise<void> {
  await page.evaluate(
    (target) =>
      new Promise((resolve) => {
        const element = document.createElement('iframe')
        element.addEventListener('load', resolve)
        element.src = target
        document.body.append(element)
      }),
    `${url}/`,
  )
}
