import { expect } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import { fillDemoTemplate } from './filled-template.ts'
import { test } from './portal-test.ts'
import { WorkloadLauncher } from './workload-launch.ts'

const START_MS = 120_000

test('a notebook runs a cell over the web address, as the user of the space’s files', async ({ people }) => {
  const person = await people.create()
  const { space } = person
  const page = await people.signIn(person, { path: routes.workloads(space) })
  const launcher = new WorkloadLauncher(space, await page.context().cookies())
  await launcher.launch('notebook', await fillDemoTemplate(person, 'jupyterlab', 'notebook'))
  await expect(page.getByRole('row', { name: /^notebook/ })).toContainText('Running', { timeout: START_MS })

  await page.goto(routes.openWorkload(space, { kind: 'service', name: 'notebook' }))
  await page.getByTitle('Python 3 (ipykernel)').first().click({ timeout: START_MS })
  await expect(page.getByRole('button', { name: 'Python 3 (ipykernel) | Idle' })).toBeVisible({ timeout: START_MS })
  await page.getByRole('feed', { name: 'Cells' }).getByRole('textbox').click()
  await page.keyboard.type('import os; print("user", os.getuid(), "says", 6 * 7, os.getcwd())')
  await page.keyboard.press('Shift+Enter')
  await expect(page.getByText('user 1000 says 42 /data')).toBeVisible({ timeout: START_MS })
})
