import { expect, type Locator, type Page } from '@playwright/test'
import { buildBoxSpec } from '#cluster/testing/box.ts'
import { createObject, deleteObject, listObjects } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { createGroup } from './group.ts'
import { openPage } from './open-page.ts'
import type { TestPerson } from './people.ts'
import { client, identity } from './place.ts'
import { test } from './portal-test.ts'

const MARKUP = '<img src=x onerror=alert(1)>'
/** Markup, quotes, a sign that turns the direction of writing, and more than anybody reads, in one word. */
const HOSTILE = `${MARKUP} "'\`&amp; \u202etxet desrever ${'x'.repeat(10_000)}`
const PHONE = { width: 390, height: 844 }
const DESKTOP = { width: 1440, height: 900 }

test('names that are markup are read as they were written, and run nowhere', async ({ people }) => {
  const person = await people.create()
  await identity.setPerson({
    subject: person.subject,
    username: person.username,
    password: person.password,
    name: MARKUP,
    email: `${person.username}@example.org`,
    groups: [],
  })
  const page = await people.signIn(person)
  const opened = watchDialogs(page)
  const group = await createGroup([[person, 'owner']])
  try {
    const storage = routes.storage(group.space)
    await expect(async () => {
      await page.goto(storage)
      await expect(page.getByRole('heading', { level: 1, name: 'Storage' })).toBeVisible({ timeout: 2000 })
    }).toPass({ timeout: 30_000 })
    await openPage(page, routes.storage(group.space, { create: 'new' }))
    const form = page.getByRole('dialog', { name: 'Create volume' })
    await form.getByRole('textbox', { name: /Name|Title/ }).fill(MARKUP)
    await form.getByRole('textbox', { name: 'Size' }).fill('1')
    await form.getByRole('button', { name: 'Create', exact: true }).click()
    await expect(page.getByRole('row').filter({ hasText: MARKUP })).toBeVisible()
    for (const path of [storage, routes.activity(group.space), routes.profile(), routes.home()]) {
      await page.goto(path)
      await expectHarmless(page, page.getByRole('main').getByText(MARKUP).first())
    }
    expect(opened).toEqual([])
  } finally {
    await group.remove()
  }
})

test('what the cluster says of a class or of a start is text, however it is written, and breaks no page', async ({
  people,
}) => {
  const person = await people.create()
  const { space, username } = person
  const page = await people.signIn(person)
  const opened = watchDialogs(page)
  // By its name it comes last.
  const storageClass = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', name: `zz-${username}` }
  await createObject(client, {
    apiVersion: storageClass.apiVersion,
    kind: storageClass.kind,
    metadata: { name: storageClass.name, annotations: { 'moorage.dev/description': HOSTILE } },
    provisioner: 'example.org/none',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
  })
  try {
    await createObject(client, buildClaim(person, storageClass.name))
    await createObject(client, buildStuck(person))
    await expect.poll(() => countPods(person)).toBe(1)
    await createObject(client, await buildEvent(person))
    await expect(async () => {
      await openPage(page, routes.storage(space, { create: 'new' }))
      await expect(page.getByRole('radio', { name: storageClass.name })).toBeAttached({ timeout: 2000 })
    }).toPass({ timeout: 30_000 })
    const form = page.getByRole('dialog', { name: 'Create volume' })
    await expectHarmless(page, form.getByText(MARKUP))
    await expectFits(page)
    await openPage(page, routes.storage(space, { volume: 'odd' }))
    await expectHarmless(page, page.getByRole('dialog', { name: 'odd' }).getByText(MARKUP))
    await expectFits(page)
    await openPage(page, routes.workload(space, { kind: 'service', name: 'stuck' }))
    await page.locator('summary', { hasText: 'What the cluster says' }).click()
    await expectHarmless(page, page.getByRole('main').getByText(MARKUP).first())
    await expectFits(page)
    expect(opened).toEqual([])
  } finally {
    await deleteObject(client, storageClass)
  }
})

/** It is there to be read, and it is no element. */
async function expectHarmless(page: Page, text: Locator): Promise<void> {
  await expect(text).toBeAttached()
  await expect(page.locator('img[onerror], img[src="x"]')).toHaveCount(0)
}

/** At any width nothing lies beyond the edge of the page, or of a window within it. */
async function expectFits(page: Page): Promise<void> {
  for (const viewport of [PHONE, DESKTOP]) {
    await page.setViewportSize(viewport)
    const tooWide = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('[role="dialog"], [role="dialog"] div, main')]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map((part) => part.outerHTML.slice(0, 200)),
    )
    expect(tooWide).toEqual([])
  }
}

/** What a script would have said. */
function watchDialogs(page: Page): string[] {
  const opened: string[] = []
  page.on('dialog', (dialog) => {
    opened.push(dialog.message())
    void dialog.dismiss()
  })
  return opened
}

function buildClaim({ namespace }: TestPerson, storageClassName: string) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace, name: 'odd' },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: '1Gi' } } },
  }
}

/** Its pod waits for a scheduler that does not exist, so that nobody else says anything about it. */
function buildStuck({ namespace }: TestPerson) {
  const labels = { app: 'stuck' }
  const template = { metadata: { labels }, spec: { ...buildBoxSpec({}), schedulerName: 'nobody' } }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name: 'stuck' },
    spec: { replicas: 1, selector: { matchLabels: labels }, template },
  }
}

function listPods({ namespace }: TestPerson) {
  return listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace, labelSelector: 'app=stuck' })
}

async function countPods(person: TestPerson): Promise<number> {
  return (await listPods(person)).length
}

/** Events have at most a kilobyte of text. */
async function buildEvent(person: TestPerson) {
  const { namespace } = person
  const [pod] = await listPods(person)
  const { name, uid } = pod!.metadata
  const now = new Date().toISOString().replace(/\.\d+/, '')
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { namespace, name: 'hostile' },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace, name, uid },
    type: 'Warning',
    reason: 'FailedScheduling',
    message: HOSTILE.slice(0, 1000),
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  }
}
