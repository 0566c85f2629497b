import { randomUUID } from 'node:crypto'
import { expect } from '@playwright/test'
import { readTemplates } from '#cluster/demo/manifests.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { getObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { fillTemplate, toTemplate } from '#lib/templates/objects.ts'
import type { TestPerson } from './people.ts'
import { client } from './place.ts'
import { test } from './portal-test.ts'
import { callAction, listServerActions } from './server-actions.ts'

const START_MS = 120_000

/** The form as the template fills it in. */
async function fillIn({ space, username }: TestPerson) {
  const objects = await readTemplates({ hasNotebook: true, toImage: (name) => name })
  const [read] = objects.flatMap((object) => {
    const template = toTemplate(object, NAMESPACE)
    return template?.state === 'usable' && template.template.id === 'jupyterlab' ? [template.template] : []
  })
  if (!read) throw new Error('The template of JupyterLab cannot be used.')
  const ownDisk = `user-${username}-disk`
  return fillTemplate(read, { space, launchId: randomUUID(), name: 'notebook', size: null, ownDisk })
}

test('a notebook runs a cell over the web address, as the user of the space’s files', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person, { path: routes.storage(person.space) })
  const cookies = await page.context().cookies()
  const { id } = (await listServerActions()).find(({ name }) => name === 'launchWorkload')!
  const path = routes.launch(person.space)
  const result = await callAction({ id, path, input: await fillIn(person), cookies })
  expect(result).toMatchObject({ ok: true })
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: person.namespace, name: 'notebook' }
  await expect
    .poll(async () => (await getObject(client, ref))?.status, { timeout: START_MS })
    .toMatchObject({ readyReplicas: 1 })

  await page.goto(routes.openWorkload(person.space, { kind: 'service', name: 'notebook' }))
  await page.getByTitle('Python 3 (ipykernel)').first().click({ timeout: START_MS })
  await expect(page.getByText('Python 3 (ipykernel) | Idle')).toBeVisible({ timeout: START_MS })
  await page.keyboard.type('import os; print("user", os.getuid(), "says", 6 * 7, os.getcwd())')
  await page.keyboard.press('Shift+Enter')
  await expect(page.getByText('user 1000 says 42 /data')).toBeVisible({ timeout: START_MS })
})
