import { fillDemoTemplate } from './filled-template.ts'
import { routes } from '#lib/routes.ts'
import { expect } from '@playwright/test'
import { test } from './portal-test.ts'
import { WorkloadLauncher } from './workload-launch.ts'
test('look', async ({ people }) => {
  const person = await people.create()
  const { space } = person
  const page = await people.signIn(person, { path: routes.workloads(space) })
  const launcher = new WorkloadLauncher(space, await page.context().cookies())
  await launcher.launch('toolbox', await fillDemoTemplate(person, 'toolbox', 'toolbox'))
  await page.goto(routes.workload(space, { kind: 'service', name: 'toolbox' }))
  await expect(page.getByText('It runs: 1 of 1 answer.')).toBeVisible({ timeout: 90000 })
  await page.waitForTimeout(40000)
  await page.reload()
  await page.waitForTimeout(3000)
  for (const [name, width] of [['wide', 1440], ['phone', 390]] as const) {
    await page.setViewportSize({ width, height: 1100 })
    await page.screenshot({ path: `/tmp/tidy/idle-${name}.png`, fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.screenshot({ path: `/tmp/tidy/idle-dark.png`, fullPage: true })
  await page.getByRole('button', { name: '+8 h, keep it longer' }).click({ timeout: 10000 })
  await page.waitForTimeout(3000)
  await page.screenshot({ path: `/tmp/tidy/idle-kept.png`, fullPage: true })
})
