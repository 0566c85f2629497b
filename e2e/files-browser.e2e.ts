import { expect, type Locator, type Page } from '@playwright/test'
import { FilePage } from './file-page.ts'
import { findFlaws } from './page-watch.ts'
import type { TestPerson } from './people.ts'
import { PodFiles } from './pod-files.ts'
import { isThorough } from './looks.ts'
import { test } from './portal-test.ts'

// One of each pair: a theme decides about contrast, a width about what fits.
const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 390, height: 900 } },
] as const
const MANY = 100_000

test('somebody with a keyboard alone makes, finds, renames, moves, deletes and brings back', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person)
  const files = new FilePage(page, { space: person.space, volume: getDisk(person) })
  await files.open()
  const { keyboard } = page

  await makeByKeyboard(page, 'Folder', 'work')
  await expect(files.getRow('work')).toBeVisible()
  await enterList(files)
  await keyboard.press('Enter')
  await expect(page.getByText('Nothing in this folder yet')).toBeVisible()
  for (const name of ['alpha.txt', 'beta.txt', 'gamma.txt']) {
    await makeByKeyboard(page, 'Text file', name)
    await expect(files.getRow(name)).toBeVisible()
  }
  await makeByKeyboard(page, 'Folder', 'deeper')
  await expect(files.getRow('deeper')).toBeVisible()

  // Letters lead to a name, F2 changes it and leaves its extension alone.
  await enterList(files)
  await keyboard.press('g')
  await expect(files.getRow('gamma.txt')).toBeFocused()
  await keyboard.press('F2')
  await expect(page.getByRole('textbox', { name: 'New name of gamma.txt' })).toBeFocused()
  await keyboard.type('delta')
  await keyboard.press('Enter')
  await expect(files.getRow('delta.txt')).toBeFocused()
  await keyboard.press('Control+z')
  // What came back has the focus; whatever is pressed before would go to it.
  await expect(files.getRow('gamma.txt')).toBeFocused()

  // Two of them into the folder, and back again.
  await keyboard.press('Home')
  await keyboard.press('ArrowDown')
  await expect(files.getRow('alpha.txt')).toBeFocused()
  await keyboard.press('Space')
  await keyboard.press('Shift+ArrowDown')
  await expect(files.list.getByRole('row', { selected: true })).toHaveCount(2)
  await keyboard.press('Control+x')
  await keyboard.press('Home')
  await keyboard.press('Enter')
  await expect(page.getByText('Nothing in this folder yet')).toBeVisible()
  // Where nothing has the focus, the page itself takes what is pasted.
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  await keyboard.press('Control+v')
  await expect(files.getRow('beta.txt')).toBeVisible()
  await enterList(files)
  await keyboard.press('Backspace')
  await expect(files.getRow('alpha.txt')).toBeHidden()
  await enterList(files)
  await keyboard.press('Control+z')
  await expect(files.getRow('alpha.txt')).toBeVisible()

  // The menu of the keyboard, and everything into the trash.
  await enterList(files)
  await keyboard.press('End')
  await expect(files.getRow('gamma.txt')).toBeFocused()
  await keyboard.press('Shift+F10')
  await expect(page.getByRole('menuitem', { name: 'Open' })).toBeFocused()
  await keyboard.press('Escape')
  await expect(files.getRow('gamma.txt')).toBeFocused()
  await keyboard.press('Control+a')
  await keyboard.press('Delete')
  await expect(page.getByText('Nothing in this folder yet')).toBeVisible()
  await enterList(files)
  await keyboard.press('Control+z')
  await expect(files.getRow('alpha.txt')).toBeVisible()
  await expect(files.getRow('deeper')).toBeVisible()
})

test('100 000 files scroll, sort and are found, and what a pod writes appears by itself', async ({ people }) => {
  test.setTimeout(600_000)
  const person = await people.create()
  const page = await people.signIn(person)
  const pod = await PodFiles.mount({ namespace: person.namespace, volume: getDisk(person) })
  try {
    await pod.run(`mkdir /data/many && cd /data/many && seq -w 1 ${MANY} | sed s/^/file-/ | xargs touch`)
    const files = new FilePage(page, { space: person.space, volume: getDisk(person) })
    await files.open()
    await files.getRow('many').focus()
    await page.keyboard.press('Enter')
    await expect(page.getByText('100,000 items')).toBeVisible()
    await files.getRow('file-000001').focus()
    await page.keyboard.press('End')
    await expect(files.getRow('file-100000')).toBeFocused()
    await page.keyboard.type('file-0500')
    await expect(files.getRow('file-050000')).toBeFocused()
    await page.getByRole('searchbox', { name: 'Filter this folder' }).fill('99999')
    await expect(page.getByText(/^1 item/)).toBeVisible()
    await expect(files.getRow('file-099999')).toBeVisible()

    // Back leads to the top, where somebody else writes.
    await files.open()
    await pod.run('echo hello > /data/from-a-pod.txt')
    await expect(files.getRow('from-a-pod.txt')).toBeVisible()
  } finally {
    await pod.remove()
  }
})

test('an address leads to a folder as it was shown, and back and forward lead there again', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person)
  const files = new FilePage(page, { space: person.space, volume: getDisk(person) })
  await files.open()
  await makeByKeyboard(page, 'Folder', 'a folder (1)')
  await files.getRow('a folder (1)').getByRole('link').click()
  await makeByKeyboard(page, 'Text file', 'one.txt')
  await makeByKeyboard(page, 'Text file', 'two.txt')
  await page.getByRole('button', { name: 'Name', exact: true }).click()
  await expect(files.list.getByRole('row').nth(1)).toContainText('two.txt')
  await page.reload()
  await expect(files.list.getByRole('row').nth(1)).toContainText('two.txt')
  await page.goBack()
  await expect(files.getRow('a folder (1)')).toBeVisible()
  await page.goForward()
  await expect(files.getRow('one.txt')).toBeVisible()
})

// The narrow one finds more.
for (const look of isThorough ? LOOKS : LOOKS.filter(({ viewport }) => viewport.width < 1000)) {
  test.describe(`${look.colorScheme}, ${look.viewport.width} px`, () => {
    test.use(look)

    test('every view of the files is accessible and fits', async ({ people }) => {
      const person = await people.create()
      const page = await people.signIn(person)
      const files = new FilePage(page, { space: person.space, volume: getDisk(person) })
      const check = async (what: string, options: { isMenuOpen?: boolean } = {}) =>
        expect.soft(await findFlaws(page, options), what).toEqual([])
      await files.open()
      await check('an empty folder')
      await makeByKeyboard(page, 'Folder', 'photos')
      await makeByKeyboard(page, 'Text file', 'notes.txt')
      await expect(files.getRow('notes.txt')).toBeVisible()
      await check('a list')
      await files.select('notes.txt')
      await page.getByRole('button', { name: '1 selected' }).click()
      await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeVisible()
      await check('the menu', { isMenuOpen: true })
      await files.open('?view=grid')
      await check('a grid')
      await page.goto(`${page.url().split('?')[0]}?search=notes`)
      await expect(page.getByText('1 found for "notes"')).toBeVisible()
      await check('a search')
      for (const [show, title] of [
        ['trash', 'Trash'],
        ['space', 'What takes the room'],
      ] as const) {
        await files.open(`?show=${show}`)
        await expect(page.getByRole('heading', { level: 2, name: title, exact: true })).toBeVisible()
        await check(title)
      }
    })
  })
}

function getDisk({ username }: TestPerson): string {
  return `user-${username}-disk`
}

async function makeByKeyboard(page: Page, kind: 'Folder' | 'Text file', name: string): Promise<void> {
  await tabTo(page, page.getByRole('button', { name: 'New', exact: true }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  if (kind === 'Text file') await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem', { name: kind, exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  const field = page.getByRole('textbox', { name: 'Name', exact: true })
  await expect(field).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await expect(field).toBeHidden()
}

/** The row that has the keyboard: the list is one stop, and arrows lead on from there. */
async function enterList({ page, list }: FilePage): Promise<void> {
  await tabTo(page, list.locator('[role="row"][tabindex="0"]'))
}

/** More stops than any page of files has. */
const STOPS_MAX = 80

/** By the Tab key alone, once around the page if need be. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('The Tab key does not lead there.')
}
