import { expect, type Page } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import { FilePage } from './file-page.ts'
import { createGroup } from './group.ts'
import { findFlaws } from './page-watch.ts'
import { PodFiles } from './pod-files.ts'
import { test } from './portal-test.ts'

/** Below it the portal says full. */
const FULL_KIB = 64
const PHONE = { width: 390, height: 844 }
/** Until the disk refuses what is written; a file system keeps a few blocks that it counts as free. */
const FILL =
  'cat /dev/zero >> /data/logs/filler 2>/dev/null; sync; head -c 200000 /dev/zero > /data/one 2>/dev/null && exit 1; rm /data/one; cat /dev/zero >> /data/logs/filler 2>/dev/null; true'

test('where not a byte is free, a page says what takes the room and makes some, on a phone too', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person)
  const group = await createGroup([[person, 'owner']], { size: '64Mi' })
  const pod = await PodFiles.mount(group)
  const countFree = async () => Number(await pod.run(`df -Pk /data | tail -1 | tr -s ' ' | cut -d ' ' -f 4`))
  try {
    await pod.run('cd /data && mkdir logs photos && for n in 1 2; do head -c 4000000 /dev/zero > photos/$n.bin; done')
    await pod.run('head -c 3000000 /dev/zero > /data/old.bin')
    const files = new FilePage(page, group)
    await files.open()
    await files.delete('old.bin')
    await pod.run(FILL)
    expect(await countFree()).toBeLessThan(FULL_KIB)

    await page.getByRole('link', { name: / free of .* See what takes the room$/ }).click({ timeout: 60_000 })
    await expect(page.getByRole('heading', { level: 2, name: 'What takes the room' })).toBeVisible()
    await expect(page.getByText('The volume is full. Nothing can be written until there is room.')).toBeVisible()
    await expect(getRows(page, 'Largest folders')).toHaveText([/^logs1 file/, /^photos2 files/])
    await expect(getRows(page, 'Largest files')).toHaveText([/^filler/, /bin/, /bin/])
    const growing = page
      .getByRole('region', { name: 'What takes the room' })
      .getByRole('link', { name: 'Grow the volume' })
    await expect(growing).toHaveAttribute('href', routes.storage(group.space, { volume: group.volume }))
    expect.soft(await findFlaws(page), 'full').toEqual([])

    await test.step('the trash, with nothing free', async () => {
      await page.getByRole('button', { name: 'Empty the trash (1)' }).click()
      await confirm(page, 'Delete 1 item for good?')
      await expect(page.getByRole('button', { name: 'Empty the trash (0)' })).toBeVisible()
      await expect.poll(countFree).toBeGreaterThan(2000)
    })

    await test.step('a folder, with nothing free, on a phone', async () => {
      await pod.run(FILL)
      expect(await countFree()).toBeLessThan(FULL_KIB)
      await page.setViewportSize(PHONE)
      await page.getByRole('button', { name: 'Delete logs for good' }).click()
      await confirm(page, 'Delete logs for good?')
      await expect(getRows(page, 'Largest folders')).toHaveText([/^photos2 files/])
      await expect(page.getByText('The volume is full.')).toBeHidden()
      await pod.run('test ! -e /data/logs && echo more > /data/more.txt')
      expect.soft(await findFlaws(page), 'phone').toEqual([])
    })

    await test.step('who mounts it, on a phone', async () => {
      const users = page.getByRole('button', { name: 'reader uses it' })
      await users.click()
      await expect(page.getByRole('dialog', { name: 'Mounted now by' }).getByRole('listitem')).toHaveText(['reader'])
      expect.soft(await findFlaws(page), 'users').toEqual([])
    })
  } finally {
    await pod.remove()
    await group.remove()
  }
})

function getRows(page: Page, title: string) {
  return page.getByRole('region', { name: title, exact: true }).getByRole('listitem')
}

async function confirm(page: Page, title: string): Promise<void> {
  await page.getByRole('dialog', { name: title }).getByRole('button', { name: 'Delete for good' }).click()
}
