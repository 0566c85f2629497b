import { expect } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import { portalUrl } from './place.ts'
import { test } from './portal-test.ts'
import { askPortal, attack, buildService, expectRefused, readSeen, submitInto } from './web-attacks.ts'
import { WorkloadLauncher } from './workload-launch.ts'

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
    await expectRefused(await submitInto(page, `${victimOrigin}/attack-form`))
    const seen = await readSeen(victim)
    expect(seen.map(({ url }) => url)).toContain('/')
    expect(seen.filter(({ url }) => url.startsWith('/attack'))).toEqual([])
  })

  await test.step('it reaches nothing of the portal', async () => {
    const answers = await askPortal(page, portalUrl)
    expect(answers).toEqual(['refused', 'refused', 'refused', 'refused'])
    const still = await context.newPage()
    await still.goto(routes.workloads(person.space))
    await expect(still.getByRole('heading', { level: 1 })).toBeVisible()
    expect(new URL(still.url()).pathname).toBe(routes.workloads(person.space))
  })
})
