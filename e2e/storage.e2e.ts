import { randomUUID } from 'node:crypto'
import { expect, type Locator, type Page } from '@playwright/test'
import { buildBox, buildBoxSpec } from '#cluster/testing/box.ts'
import type { ActionResult } from '#lib/http/result.ts'
import type { KubeObject, ObjectRef } from '#lib/kube/object.ts'
import { createObject, deleteObject, getObject, listObjects, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import type { TestPerson } from './people.ts'
import { client } from './place.ts'
import { readLinesOf } from './portal-log.ts'
import { test } from './portal-test.ts'
import { send } from './send.ts'
import { callAction, listServerActions } from './server-actions.ts'

const GIB = 1024 ** 3

test('what cannot be a volume is refused at its field, before anything is made', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person, { path: routes.storage(person.space) })
  const { dialog, name, size, submit } = await openForm(page)

  for (const bad of ['1e18', '-1Gi', '-1', '0', '0.1m', '1.5', 'ten']) {
    await test.step(`the size ${bad}`, async () => {
      await size.fill(bad)
      await size.blur()
      await expect(size).toHaveAttribute('aria-invalid', 'true')
      await expect(size).toHaveAccessibleDescription(/Write a size/)
    })
  }
  await size.fill('999999')
  await expect(dialog.getByText(/do not fit: .* of 100 GiB are used/).first()).toBeAttached()
  await expect(submit).toHaveAttribute('aria-disabled', 'true')
  await size.fill('1')

  for (const [bad, sentence] of [
    ['Data', /Use small letters/],
    ['-data', /Use small letters/],
    ['data.set', /Use small letters/],
    ['moorage-data', /set aside for Moorage/],
    ['d'.repeat(64), /at most 63 characters/],
    [`user-${person.username}-disk`, /There is a volume/],
  ] as const) {
    await test.step(`the name ${bad}`, async () => {
      await name.fill(bad)
      await submit.click()
      await expect(name).toHaveAttribute('aria-invalid', 'true')
      await expect(name).toHaveAccessibleDescription(sentence)
      await expect(name).toBeFocused()
    })
  }
  await expect(dialog).toBeVisible()
  expect(await listClaims(person)).toEqual([`user-${person.username}-disk`])
})

test('the server refuses the same when nobody asked the form', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person, { path: routes.storage(person.space) })
  const cookies = await page.context().cookies()
  const { id } = (await listServerActions()).find(({ name }) => name === 'createVolumeAction')!
  const good = {
    space: person.space,
    name: 'data',
    size: '1Gi',
    storageClass: await getStorageClass(person),
    accessMode: 'ReadWriteOnce',
    launchId: randomUUID(),
  }
  const create = (change: Record<string, unknown>) =>
    callAction({ id, path: routes.storage(person.space), input: { ...good, ...change }, cookies })

  for (const [field, bad] of [
    ...['1e18', '-1Gi', '0.1m', '0', '', 'x', '99999999999999999999Gi', '101Gi'].map((size) => ['size', size] as const),
    ...['DATA', '../data', 'a b', '', 'moorage-x'].map((name) => ['name', name] as const),
    ['storageClass', 'no-such-class'],
    ['accessMode', 'ReadWriteMany '],
    ['launchId', 'not-a-uuid'],
    ['size', 1e18],
    ['name', null],
    ['space', 'user-other-storage'],
  ] as const) {
    await test.step(`${field}: ${JSON.stringify(bad)}`, async () => {
      const result = await create({ [field]: bad })
      expect(result).toMatchObject({
        ok: false,
        error: { code: expect.stringMatching(/^(INVALID_INPUT|QUOTA_EXCEEDED)$/) },
      })
      if (result?.ok === false) expect(Object.keys(result.error.fields ?? {})).toEqual([field])
    })
  }
  expect(await listClaims(person)).toEqual([`user-${person.username}-disk`])

  // Sent twice at the same moment, it makes one volume, and both are told of it.
  const uids = (await Promise.all([create({}), create({})])).map(getUid)
  expect(uids[0]).toBe(uids[1])
  expect(await listClaims(person)).toEqual(['data', `user-${person.username}-disk`])
})

test('what a rule of the cluster refuses is said at the form, which keeps what was entered, and is found by its id', async ({
  people,
}) => {
  const person = await people.create()
  const page = await people.signIn(person, { path: routes.storage(person.space) })
  const rule = { apiVersion: 'admissionregistration.k8s.io/v1', metadata: { name: `${person.username}-no-tapes` } }
  const policy = { ...rule, kind: 'ValidatingAdmissionPolicy' }
  const binding = { ...rule, kind: 'ValidatingAdmissionPolicyBinding' }
  const matchLabels = { 'kubernetes.io/metadata.name': person.namespace }
  const resources = ['persistentvolumeclaims']
  await createObject(client, {
    ...policy,
    spec: {
      matchConstraints: {
        namespaceSelector: { matchLabels },
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], resources, operations: ['CREATE'] }],
      },
      validations: [{ expression: "object.metadata.name != 'tapes'", message: 'Tapes belong into the archive.' }],
    },
  })
  try {
    await createObject(client, {
      ...binding,
      spec: { policyName: rule.metadata.name, validationActions: ['Deny'] },
    })
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { namespace: person.namespace, name: 'tapes' },
    }
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
    // A rule counts some moments after it was made.
    await expect(async () => {
      const path = `/api/v1/namespaces/${person.namespace}/persistentvolumeclaims`
      await expect(
        client.request({ method: 'POST', path, query: { dryRun: 'All' }, body: { ...claim, spec } }),
      ).rejects.toThrow()
    }).toPass({ timeout: 30_000 })
    const { dialog, name, size, submit } = await openForm(page)
    await name.fill('tapes')
    await size.fill('3')
    const refusal = await waitForAction(page, () => submit.click())
    await expect(dialog.getByRole('alert')).toContainText('A rule of the cluster does not allow this.')
    await expect(dialog.getByText('Tapes belong into the archive.')).toBeHidden()
    await dialog.getByText('What the cluster answered').click()
    await expect(dialog.getByText('Tapes belong into the archive.')).toBeVisible()
    await expect(name).toHaveValue('tapes')
    await expect(size).toHaveValue('3')
    expect(await listClaims(person)).toEqual([`user-${person.username}-disk`])
    await expect(dialog.getByRole('alert').getByText(refusal)).toBeVisible()
    const said = { object: { kind: 'PersistentVolumeClaim', name: 'tapes' }, requestId: refusal }
    expect(await readLinesOf(refusal)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ requestId: refusal, action: 'volumes.create', msg: 'Refused' }),
        expect.objectContaining({
          requestId: refusal,
          audit: expect.objectContaining({ ...said, outcome: 'refused' }),
        }),
      ]),
    )

    // What is done leaves its id with the cluster too, for everybody in the space.
    await name.fill('shelves')
    const change = await waitForAction(page, () => submit.click())
    await expect(dialog).toBeHidden()
    const cookies = await page.context().cookies()
    const done = { object: { kind: 'PersistentVolumeClaim', name: 'shelves' }, outcome: 'done', requestId: change }
    await expect
      .poll(
        async () => JSON.parse((await send({ path: routes.api.spaceActivity(person.space), cookies })).body) as unknown,
      )
      .toContainEqual(expect.objectContaining(done))
    expect(await readLinesOf(change)).toContainEqual(
      expect.objectContaining({ requestId: change, audit: expect.objectContaining(done) }),
    )
  } finally {
    await deleteObject(client, { ...binding, ...rule.metadata })
    await deleteObject(client, { ...policy, ...rule.metadata })
  }
})

test('a volume that a stopped service needs names it, and stays', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person, { path: routes.storage(person.space) })
  const { namespace } = person
  const disk = `user-${person.username}-disk`
  const labels = { app: 'stopped' }
  const template = { metadata: { labels }, spec: buildBoxSpec({ volumes: { '/data': disk } }) }
  await createObject(client, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'stopped', namespace },
    spec: { replicas: 0, selector: { matchLabels: labels }, template },
  })
  const dialog = page.getByRole('dialog', { name: `Delete ${disk}` })
  await openActions(page, disk)
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(dialog.getByRole('link', { name: 'stopped' })).toBeVisible()
  await expect(dialog).toContainText('would not start again without')
  await expect(dialog.getByRole('button', { name: 'Delete volume' })).toHaveCount(0)
})

test('a volume is created by a double click, grows, and goes when nothing uses it any more', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person, { path: routes.storage(person.space) })
  const form = await openForm(page)
  await form.name.fill('training-data')
  await form.size.fill('2')
  const calls: string[] = []
  page.on('request', (request) => {
    const action = request.headers()['next-action']
    if (action) calls.push(action)
  })
  await form.submit.dblclick()
  const row = page.getByRole('row', { name: 'training-data' })
  await expect(row).toContainText('Waits for its first use')
  await expect(row).toContainText('2 GiB')
  await expect(form.dialog).toBeHidden()
  expect(calls).toHaveLength(1)
  await expect(page.getByRole('meter', { name: 'Volumes' })).toHaveAttribute('aria-valuetext', /2 of 5/)

  // Until it has a disk it cannot grow, and the menu says why.
  await openActions(page, 'training-data')
  await expect(page.getByRole('menuitem', { name: 'Grow' })).toContainText('A volume can grow once it has its disk.')
  await page.keyboard.press('Escape')

  const reader = { apiVersion: 'v1', kind: 'Pod', namespace: person.namespace, name: 'reader' }
  const { namespace, name } = reader
  await createObject(client, buildBox({ namespace, name, volumes: { '/data': 'training-data' } }))
  await expect(row).toContainText('Ready')
  await expect(row).toContainText('reader')

  await openActions(page, 'training-data')
  await page.getByRole('menuitem', { name: 'Grow' }).click()
  const grow = page.getByRole('dialog', { name: 'Grow training-data' })
  const size = grow.getByRole('textbox', { name: 'New size' })
  await size.fill('1')
  await expect(grow.getByText('A volume can only grow: choose more than 2 GiB.').first()).toBeVisible()
  await size.fill('3')
  await grow.getByRole('button', { name: 'Grow to 3 GiB' }).click()
  await expect(grow).toBeHidden()
  await expect(row).toContainText('3 GiB')
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: 'training-data' }
  await expect.poll(() => getCapacity(claim)).toBe('3Gi')
  await expect(row).toContainText('Ready')

  await openActions(page, 'training-data')
  await page.getByRole('menuitem', { name: 'Delete training-data' }).click()
  const remove = page.getByRole('dialog', { name: 'Delete training-data' })
  await expect(remove).toContainText('This is still in use. Stop what uses it first.')
  await expect(remove.getByRole('listitem').filter({ hasText: 'reader' })).toBeVisible()
  await expect(remove.getByRole('button', { name: 'Delete volume' })).toBeHidden()
  await deleteObject(client, reader)

  // The dialog that is open learns of it by itself.
  const confirm = remove.getByRole('button', { name: 'Delete volume' })
  const typed = remove.getByRole('textbox', { name: 'Type training-data to confirm' })
  await typed.fill('training')
  await expect(confirm).toHaveAttribute('aria-disabled', 'true')
  await typed.fill('training-data')
  await confirm.click()
  await expect(remove).toBeHidden()
  await expect(row).toBeHidden()
  await expect.poll(() => getObject(client, claim)).toBeNull()
})

test('what kubectl changes appears in the open page', async ({ people }) => {
  const person = await people.create()
  const { namespace } = person
  const page = await people.signIn(person, { path: routes.storage(person.space) })
  await page.evaluate(() => {
    window.name = 'never loaded again'
  })
  await expect(page.getByRole('row', { name: `user-${person.username}-disk` })).toBeVisible()
  await createObject(client, buildClaim(namespace, 'by-hand', '4Gi'))
  const row = page.getByRole('row', { name: 'by-hand' })
  await expect(row).toContainText('4 GiB')
  await expect(page.getByRole('meter', { name: 'Disk space' })).toHaveAttribute('aria-valuetext', /14 GiB of 100 GiB/)

  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', namespace, name: 'moorage-storage' }
  await patchObject(client, quota, { patch: { spec: { hard: { 'requests.storage': '55Gi' } } } })
  await expect(page.getByRole('meter', { name: 'Disk space' })).toHaveAttribute('aria-valuetext', /14 GiB of 55 GiB/)

  await deleteObject(client, { ...quota, kind: 'PersistentVolumeClaim', name: 'by-hand' })
  await expect(row).toBeHidden()
  expect(await page.evaluate(() => window.name)).toBe('never loaded again')

  // A quota that somebody deleted is back after the next sign-in, as it should be.
  await deleteObject(client, quota)
  await expect.poll(() => getObject(client, quota)).toBeNull()
  await people.signIn(person, { path: routes.quota(person.space) })
  await expect
    .poll(async () => (await getObject(client, quota))?.['spec'])
    .toMatchObject({ hard: { 'requests.storage': '100Gi' } })
})

interface VolumeForm {
  dialog: Locator
  name: Locator
  size: Locator
  submit: Locator
}

async function openForm(page: Page): Promise<VolumeForm> {
  await page.getByRole('button', { name: 'Create volume' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create volume' })
  return {
    dialog,
    name: dialog.getByRole('textbox', { name: 'Name' }),
    size: dialog.getByRole('textbox', { name: 'Size' }),
    submit: dialog.getByRole('button', { name: 'Create', exact: true }),
  }
}

/** The id that the answer to a server action bears. */
async function waitForAction(page: Page, act: () => Promise<void>): Promise<string> {
  const answered = page.waitForResponse((one) => one.request().headers()['next-action'] !== undefined)
  await act()
  const { 'x-request-id': requestId = '' } = await (await answered).allHeaders()
  expect(requestId).not.toBe('')
  return requestId
}

async function openActions(page: Page, volume: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${volume}` }).click()
}

async function listClaims({ namespace }: TestPerson): Promise<string[]> {
  const claims = await listObjects(client, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace })
  return claims.map(({ metadata }) => metadata.name).toSorted()
}

/** The class that the first volume of the space got. */
async function getStorageClass({ namespace, username }: TestPerson): Promise<string> {
  const name = `user-${username}-disk`
  const claim = await requireObject(client, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name })
  return (claim['spec'] as { storageClassName: string }).storageClassName
}

async function getCapacity(claim: ObjectRef): Promise<string | undefined> {
  const { status } = (await requireObject(client, claim)) as KubeObject & { status: { capacity?: { storage: string } } }
  return status.capacity?.storage
}

function buildClaim(namespace: string, name: string, size: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace, name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } },
  }
}

function getUid(result: ActionResult<unknown> | null): unknown {
  expect(result).toMatchObject({ ok: true, value: { name: 'data', requestedBytes: GIB } })
  return result?.ok ? (result.value as { uid: string }).uid : null
}
