import { expect, type Page } from '@playwright/test'
import { buildBoxSpec } from '#cluster/testing/box.ts'
import { createObject, getObject, listObjects } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import { createGroup } from './group.ts'
import { openPage } from './open-page.ts'
import { findFlaws, watchConsole } from './page-watch.ts'
import { client } from './place.ts'
import { test } from './portal-test.ts'
import { send } from './send.ts'
import { callAction, listServerActions } from './server-actions.ts'
import { buildFields, WorkloadLauncher } from './workload-launch.ts'

/** Of buttons that change something; some tables have one to sort by restarts. */
const VERBS = /^(Stop|Start|Restart|Run again|More|Delete .*)$/
const PHONE = { width: 390, height: 844 }
const DESKTOP = { width: 1440, height: 900 }

test('a service runs, speaks, writes to the disk, breaks, is mended, stops, starts and goes without a trace', async ({
  people,
}) => {
  const person = await people.create()
  const { space, namespace, username } = person
  const disk = `user-${username}-disk`
  const page = await people.signIn(person, { path: routes.workloads(space) })
  const problems = watchConsole(page)
  await expect(page.getByText('Nothing runs here yet')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Launch' })).toHaveAttribute('href', routes.launch(space))

  const launcher = new WorkloadLauncher(space, await page.context().cookies())
  await launcher.launch('web', { mounts: [{ source: 'volume', object: disk, path: '/data' }] })
  const row = page.getByRole('row', { name: /^web/ })
  await expect(row).toContainText('Running')
  await row.getByRole('link', { name: 'web' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'web' })).toBeVisible()
  await expect(page.getByText('It runs: 1 of 1 answer.')).toBeVisible()
  await expect(page.getByRole('list', { name: 'What it mounts' })).toContainText(disk)

  await test.step('the log has a line', async () => {
    await openTab(page, 'Logs')
    await expect(page.getByText(/still here at \d+/).first()).toBeVisible()
  })
  await test.step('the terminal writes a file, and the file browser shows it', async () => {
    await openTab(page, 'Terminal')
    await expect(page.getByText('Open', { exact: true })).toBeVisible()
    await page.getByRole('textbox', { name: /^Terminal of web-/ }).focus()
    await page.keyboard.type('echo written > /data/from-terminal.txt\n')
    await page.goto(routes.files(space, disk))
    await expect(page.getByRole('row', { name: /from-terminal\.txt/ })).toBeVisible({ timeout: 30_000 })
  })

  await openPage(page, routes.workload(space, { kind: 'service', name: 'web' }))
  await test.step('a bad image is said in one sentence, with what to do', async () => {
    await launcher.edit('web', { image: 'localhost:5998/web:1' })
    await expect(page.getByText(/The registry of localhost:5998\/web:1 does not answer/)).toBeVisible()
    await expect(page.getByRole('link', { name: 'Change the image' })).toHaveAttribute(
      'href',
      `${routes.editWorkload(space, { kind: 'service', name: 'web' })}#image`,
    )
    await page.getByText(/What the cluster says/).click()
    await expect(page.getByText(/localhost:5998/).nth(1)).toBeVisible()
    expect(await findFlaws(page)).toEqual([])
    await openPage(page, routes.home())
    await expect(page.getByRole('main')).toContainText(/web in .*The registry of localhost:5998\/web:1 does not answer/)
    await openPage(page, routes.workload(space, { kind: 'service', name: 'web' }))
  })
  await test.step('it is mended', async () => {
    await launcher.edit('web', { image: buildFields(space, 'web').image })
    await expect(page.getByText('It runs: 1 of 1 answer.')).toBeVisible({ timeout: 30_000 })
    await expect(page.getByText('Version 3')).toBeVisible()
  })
  await test.step('it stops and starts', async () => {
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Stop web' })
    await expect(dialog).toContainText(`What is on its volumes stays: ${disk}.`)
    await dialog.getByRole('button', { name: 'Stop', exact: true }).click()
    await expect(page.getByText('It is stopped. Its settings and volumes are kept.')).toBeVisible()
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(page.getByText('It runs: 1 of 1 answer.')).toBeVisible({ timeout: 30_000 })
  })
  // From here on pages ask for what is gone, and a browser writes that down.
  expect(problems.splice(0)).toEqual([])
  await test.step('it is deleted, also for who looks at it, and nothing is left but the disk', async () => {
    const other = await page.context().newPage()
    await openPage(other, routes.workload(space, { kind: 'service', name: 'web' }))
    await page.getByRole('button', { name: 'Delete web' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete web' })
    await expect(dialog).toContainText(disk)
    await dialog.getByRole('textbox', { name: 'Type web to confirm' }).fill('web')
    await dialog.getByRole('button', { name: 'Delete web' }).click()
    await expect(page).toHaveURL(routes.workloads(space))
    await expect(page.getByText('Nothing runs here yet')).toBeVisible({ timeout: 30_000 })
    await expect(other.getByText('web has been deleted')).toBeVisible()
    await expect.poll(() => listLeft(namespace)).toEqual([])
    expect(
      await getObject(client, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: disk }),
    ).not.toBeNull()
  })
})

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
    const address = { kind: 'service' as const, name: 'web' }

    await test.step('a viewer has no verbs', async () => {
      await openPage(viewed!, routes.workloads(space))
      await expect(viewed!.getByRole('row', { name: /^web/ })).toContainText('Running')
      await expect(viewed!.getByRole('link', { name: 'Launch' })).toBeHidden()
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
    await test.step('pages and calls do not exist for a stranger', async () => {
      const ofStranger = await strange!.context().cookies()
      const paths = [
        routes.workloads(space),
        routes.workload(space, address),
        routes.workload(space, address, 'logs'),
        routes.workload(space, address, 'terminal'),
        routes.editWorkload(space, address),
        routes.openWorkload(space, address),
        routes.launch(space),
        routes.api.workloads(space),
        routes.api.workload(space, address),
        routes.api.workloadForm(space, address),
        routes.api.workloadDeletePreview(space, address),
        routes.api.workloadLogs(space, address),
        // What does not exist is no other answer for its owner.
        routes.workload(stranger.space, address),
        routes.api.workload(stranger.space, address),
      ]
      for (const path of paths) {
        const answer = await send({ path, cookies: ofStranger })
        expect.soft(answer.status, path).toBe(404)
        expect.soft(answer.body, path).not.toContain('still here')
      }
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
  } finally {
    await group.remove()
  }
})

async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views of this workload' }).getByRole('link', { name }).click()
}

const KINDS = [
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'ReplicaSet'],
  ['v1', 'Pod'],
  ['v1', 'Service'],
  ['networking.k8s.io/v1', 'Ingress'],
] as const

/** What a launch makes, file servers aside, which end by themselves. */
async function listLeft(namespace: string): Promise<string[]> {
  const lists = await Promise.all(
    KINDS.map(([apiVersion, kind]) => listObjects(client, { apiVersion, kind, namespace })),
  )
  return lists
    .flat()
    .filter(({ metadata }) => metadata.labels?.['moorage.dev/workload'] !== undefined)
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
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
