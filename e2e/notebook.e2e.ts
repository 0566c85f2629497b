import { expect } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import { fillDemoTemplate } from './filled-template.ts'
import { createGroup } from './group.ts'
import { openPage } from './open-page.ts'
import { test } from './portal-test.ts'
import { send } from './send.ts'
import { callAction, listServerActions } from './server-actions.ts'
import { WorkloadLauncher } from './workload-launch.ts'

const START_MS = 120_000

const NOTEBOOK = { kind: 'service', name: 'notebook' } as const

test('a notebook from the form runs a cell over the web address, as the user of the space’s files', async ({
  people,
}) => {
  const person = await people.create()
  const { space } = person
  const page = await people.signIn(person)
  await openPage(page, routes.launch(space, { template: 'jupyterlab' }))
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(NOTEBOOK.name)
  const aside = page.getByRole('complementary', { name: 'This launch' })
  await expect(aside.getByText('The cluster was asked and would take it.')).toBeVisible()
  await aside.getByRole('button', { name: 'Launch' }).click()
  await expect(page).toHaveURL(routes.workload(space, NOTEBOOK))
  await expect(page.getByText('It runs: 1 of 1 answer.')).toBeVisible({ timeout: START_MS })

  await page.goto(routes.openWorkload(space, NOTEBOOK))
  await page.getByTitle('Python 3 (ipykernel)').first().click({ timeout: START_MS })
  await expect(page.getByRole('button', { name: 'Python 3 (ipykernel) | Idle' })).toBeVisible({ timeout: START_MS })
  await page.getByRole('feed', { name: 'Cells' }).getByRole('textbox').click()
  await page.keyboard.type('import os; print("user", os.getuid(), "says", 6 * 7, os.getcwd())')
  await page.keyboard.press('Shift+Enter')
  await expect(page.getByText('user 1000 says 42 /data')).toBeVisible({ timeout: START_MS })
})

test('a viewer gets into no notebook of the group', async ({ people }) => {
  const [owner, viewer] = [await people.create(), await people.create()]
  const [owned, viewed] = [await people.signIn(owner), await people.signIn(viewer)]
  const group = await createGroup([
    [owner, 'owner'],
    [viewer, 'viewer'],
  ])
  try {
    const { space } = group
    const ofOwner = await owned.context().cookies()
    const cookies = await viewed.context().cookies()
    await expect.poll(async () => (await send({ path: routes.workloads(space), cookies: ofOwner })).status).toBe(200)
    const filled = await fillDemoTemplate(owner, 'jupyterlab', NOTEBOOK.name)
    // The disk of the template is the owner's own, which a group has not.
    const launcher = new WorkloadLauncher(space, ofOwner)
    const { uid, web } = await launcher.launch(NOTEBOOK.name, { ...filled, space, mounts: [] })
    await openPage(owned, routes.workload(space, NOTEBOOK))
    await expect(owned.getByText('It runs: 1 of 1 answer.')).toBeVisible({ timeout: START_MS })
    const pods = JSON.parse((await send({ path: routes.api.workload(space, NOTEBOOK), cookies: ofOwner })).body) as {
      pods: { name: string }[]
    }
    const pod = pods.pods[0]?.name

    const host = web?.host ?? ''
    for (const path of [routes.openWorkload(space, NOTEBOOK), routes.openHost(host, '/')]) {
      expect.soft((await send({ path, cookies: ofOwner })).status, path).toBe(307)
      expect.soft((await send({ path, cookies })).status, path).toBe(403)
    }
    // By the address alone, without a ticket, the way leads through the portal, which says no.
    const answer = await viewed.goto(`http://${host}/lab`)
    expect(answer?.status()).toBe(403)
    const action = (await listServerActions()).find(({ name }) => name === 'createTerminalTicket')
    const input = { space, ...NOTEBOOK, uid, pod }
    const path = routes.workload(space, NOTEBOOK)
    const ask = (own: typeof cookies) => callAction({ id: action?.id ?? '', path, input, cookies: own })
    expect(await ask(ofOwner)).toMatchObject({ ok: true })
    expect(await ask(cookies)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } })
  } finally {
    await group.remove()
  }
})
