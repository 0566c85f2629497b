import { expect, type Page } from '@playwright/test'
import { buildBoxSpec } from '#cluster/testing/box.ts'
import { createObject, listObjects, patchObject, requireObject } from '#lib/kube/verbs.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { routes } from '#lib/routes.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import { fillDemoTemplate } from './filled-template.ts'
import { createGroup } from './group.ts'
import { openPage } from './open-page.ts'
import { findFlaws } from './page-watch.ts'
import { client } from './place.ts'
import { test } from './portal-test.ts'
import { send } from './send.ts'
import { callAction, listServerActions } from './server-actions.ts'
import { buildFields, WorkloadLauncher } from './workload-launch.ts'

/** Of buttons that change something; some tables have one to sort by restarts. */
const VERBS = /^(Stop|Start|Restart|Run again|More|Delete .*)$/
const MINE = 'moorage.dev/toolbox:mine'
const BY_HAND = 'moorage.dev/toolbox:by-hand'
const PHONE = { width: 390, height: 844 }
const DESKTOP = { width: 1440, height: 900 }

test('who may only look sees workloads and changes none; what kubectl made is shown and left alone', async ({
  people,
}) => {
  const [owner, viewer, stranger] = await Promise.all([people.create(), people.create(), people.create()])
  const [owned, viewed, strange] = await Promise.all([owner, viewer, stranger].map((one) => people.signIn(one)))
  const group = await createGroup([
    [owner, 'owner'],
    [viewer, 'viewer'],
  ])
  try {
    const { space, namespace } = group
    const cookies = await owned!.context().cookies()
    const launcher = new WorkloadLauncher(space, cookies)
    await expect.poll(async () => (await send({ path: routes.workloads(space), cookies })).status).toBe(200)
    const workload = await launcher.launch('web', {
      ports: [{ name: 'http', port: 8080 }],
      environment: [{ source: 'value', name: 'TOKEN', value: 'never-shown-4711', isSecret: true }],
    })
    await createObject(client, buildForeign(namespace))
    // By its template for viewers too.
    const site = await fillDemoTemplate({ ...owner, space }, 'web-site', 'site')
    await launcher.launch('site', { ...site, mounts: [{ source: 'scratch', path: '/data', size: '10Mi' }] })
    const address = { kind: 'service' as const, name: 'web' }

    await test.step('a viewer has no verbs', async () => {
      await openPage(viewed!, routes.workloads(space))
      await expect(viewed!.getByRole('row', { name: /^web/ })).toContainText('Running')
      await expect(viewed!.getByRole('link', { name: 'Launch' })).toBeHidden()
      const open = (name: RegExp) => viewed!.getByRole('row', { name }).getByRole('link', { name: /^Open/ })
      await expect(open(/^site/)).toHaveAttribute('href', routes.openWorkload(space, { kind: 'service', name: 'site' }))
      await expect(open(/^web/)).toHaveCount(0)
      await openPage(viewed!, routes.workload(space, address))
      await expect(viewed!.getByRole('heading', { level: 1, name: 'web' })).toBeVisible()
      const verbs = viewed!.getByRole('main').getByRole('button', { name: VERBS })
      await expect(verbs).toHaveCount(0)
      await expect(viewed!.getByRole('link', { name: /^(Edit|Terminal|Clone)/ })).toHaveCount(0)
      await expect(viewed!.getByRole('link', { name: 'Logs' }).first()).toBeVisible()
      await expect(viewed!.getByText('hidden: TOKEN of the secret')).toBeVisible()
      expect(await viewed!.content()).not.toContain('never-shown-4711')
    })
    await test.step('what kubectl made has no verbs for its owner either', async () => {
      await openPage(owned!, routes.workload(space, { kind: 'service', name: 'by-hand' }))
      await expect(owned!.getByText('Not made here').first()).toBeVisible()
      // A copy of it can be launched, which changes nothing of it.
      const verbs = owned!.getByRole('main').getByRole('button', { name: /^(Stop|Restart|Delete .*)$/ })
      await expect(verbs).toHaveCount(0)
    })
    await test.step('the server refuses viewers and strangers whatever their pages offer', async () => {
      const inputs = buildInputs(workload)
      const before = await observe(namespace)
      const actions = (await listServerActions()).filter(({ name }) => name in inputs)
      expect(actions.map(({ name }) => name).toSorted()).toEqual(Object.keys(inputs).toSorted())
      for (const [page, code] of [
        [viewed!, 'FORBIDDEN'],
        [strange!, 'NOT_FOUND'],
      ] as const) {
        const ofPage = await page.context().cookies()
        for (const { id, name, route } of actions) {
          const path = toPage(route, workload)
          const result = await callAction({ id, path, input: inputs[name], cookies: ofPage })
          expect.soft(result, `${name}: ${code}`).toMatchObject({ ok: false, error: { code } })
        }
      }
      expect(await observe(namespace)).toEqual(before)
    })
    await test.step('list and page are accessible and fit', async () => {
      for (const [colorScheme, viewport] of [
        ['light', DESKTOP],
        ['dark', PHONE],
      ] as const) {
        await owned!.emulateMedia({ colorScheme })
        await owned!.setViewportSize(viewport)
        for (const path of [routes.workloads(space), routes.workload(space, address)]) {
          await openPage(owned!, path)
          await expect(owned!.getByText('Running').first()).toBeVisible()
          expect.soft(await findFlaws(owned!), `${path}, ${colorScheme}`).toEqual([])
        }
      }
    })
    await test.step('an image that was set with kubectl is shown in the editor and not overwritten', async () => {
      await owned!.setViewportSize(DESKTOP)
      await overtake(owned!, { space, namespace, name: 'web' })
    })
    await test.step('what holds a part of the quota is stopped where that is shown', async () => {
      await openPage(owned!, routes.quota(space))
      const stop = owned!.getByRole('button', { name: 'Stop site' })
      await expect(stop.first()).toBeVisible()
      expect.soft(await findFlaws(owned!)).toEqual([])
      await stop.first().click()
      const dialog = owned!.getByRole('dialog', { name: 'Stop site' })
      await dialog.getByRole('button', { name: 'Stop', exact: true }).click()
      await expect(dialog).toBeHidden()
      await expect(stop).toHaveCount(0)
      const stopped = await requireObject(client, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace,
        name: 'site',
      })
      expect(stopped.spec).toMatchObject({ replicas: 0 })
    })
  } finally {
    await group.remove()
  }
})

/** Opens the editor, changes the image behind its back, and tries to save another one. */
async function overtake(page: Page, place: { space: SpaceId; namespace: string; name: string }): Promise<void> {
  const { space, namespace, name } = place
  await openPage(page, routes.editWorkload(space, { kind: 'service', name }))
  await page.locator('summary').filter({ hasText: 'Image and command' }).click()
  const image = page.getByRole('textbox', { name: 'Image' })
  await image.fill(MINE)
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name }
  const spec = { template: { spec: { containers: [{ name, image: BY_HAND }] } } }
  await patchObject(client, deployment, { type: 'strategic', patch: { spec }, fieldManager: 'kubectl-set' })
  const readSpec = async () => JSON.stringify((await requireObject(client, deployment)).spec)

  const save = page.getByRole('complementary', { name: 'This change' }).getByRole('button', { name: 'Save' })
  await save.click()
  await expect(page.getByText('Both of you changed: Image. Yours would count.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Take theirs' })).toBeVisible()
  await expect(image).toHaveValue(MINE)
  // Whoever wants it all the same is told that it was set by hand.
  await save.click()
  const byHand = page.getByRole('region', { name: 'Set by hand' })
  await expect(byHand.getByRole('radio', { name: 'Keep theirs' })).toBeChecked()
  await expect(byHand).toContainText('kubectl-set')
  expect(await readSpec()).toContain(BY_HAND)
  expect(await findFlaws(page)).toEqual([])
  await page.getByRole('textbox', { name: 'CPU' }).fill('150m')
  await save.click()
  await expect(page).toHaveURL(routes.workload(space, { kind: 'service', name }))
  expect(await readSpec()).toContain(BY_HAND)
  expect(await readSpec()).toContain('"cpu":"150m"')
}

function buildForeign(namespace: string) {
  const labels = { app: 'by-hand' }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name: 'by-hand' },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: buildBoxSpec({}) },
    },
  }
}

/** What would change a workload, right in everything but the right to it. */
function buildInputs({ space, kind, name, uid }: Workload): Record<string, unknown> {
  const ref = { space, kind, name, uid }
  const fields = { ...buildFields(space, 'stolen') }
  return {
    launchWorkload: fields,
    updateWorkload: { fields: { ...fields, name }, uid, resourceVersion: '1' },
    startWorkload: ref,
    stopWorkload: ref,
    restartWorkload: ref,
    runWorkload: ref,
    deleteWorkload: ref,
    keepWorkload: { ...ref, seconds: 4 * 60 * 60 },
    createTerminalTicket: { ...ref, pod: `${name}-x` },
  }
}

/** The page that has the action; another one would not run it for anybody. */
function toPage(route: string, { space, kind, name }: Workload): string {
  const [spaceKind = '', id = ''] = space.split('/')
  const parts = { '[kind]': spaceKind, '[id]': id, '[workloadKind]': kind, '[name]': name }
  return Object.entries(parts).reduce((path, [placeholder, part]) => path.replace(placeholder, part), route)
}

async function observe(namespace: string) {
  const deployments = await listObjects(client, { apiVersion: 'apps/v1', kind: 'Deployment', namespace })
  return deployments.map(({ metadata, spec }) => ({ name: metadata.name, uid: metadata.uid, spec }))
}
