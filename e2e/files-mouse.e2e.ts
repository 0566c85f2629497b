import { expect, type Page } from '@playwright/test'
import { findFlaws } from './page-watch.ts'
import { test } from './portal-test.ts'

/** Beside the name, where a row is only chosen. */
const BESIDE = { position: { x: 500, y: 10 } }

test.use({ viewport: { width: 1440, height: 900 } })

test('somebody with a mouse drags, copies, and finds the way by menu, path, tree and grid', async ({ disk }) => {
  const { files, mount } = disk
  const { page } = files
  const pod = await mount()
  const exists = (path: string) => pod.run(`test -e '/data/${path}'`)
  await pod.run('cd /data && mkdir -p docs/deep photos && touch a.txt b.txt c.txt .secret')
  await files.open()
  const trail = page.getByRole('navigation', { name: 'Folder', exact: true })
  const tree = page.getByRole('tree', { name: 'Folders' })

  await test.step('drag onto a folder, and back onto where one came from', async () => {
    await files.getRow('a.txt').dragTo(files.getRow('docs'), { sourcePosition: BESIDE.position })
    await expect(files.getRow('a.txt')).toBeHidden()
    await exists('docs/a.txt')
    await files.getRow('docs').dblclick(BESIDE)
    await expect(files.getRow('deep')).toBeVisible()
    await files.getRow('a.txt').dragTo(trail.getByRole('link').first(), { sourcePosition: BESIDE.position })
    await expect(files.getRow('a.txt')).toBeHidden()
    await exists('a.txt')
    // The folder that is in view takes nothing that lies in it already.
    await files.getRow('deep').dragTo(trail.getByRole('link', { name: 'docs' }), { sourcePosition: BESIDE.position })
    await expect(files.getRow('deep')).toBeVisible()
    await trail.getByRole('link').first().click()
    await expect(files.getRow('a.txt')).toBeVisible()
  })

  await test.step('more than one, also onto the tree', async () => {
    await files.getRow('a.txt').click(BESIDE)
    await files.getRow('c.txt').click({ ...BESIDE, modifiers: ['Shift'] })
    await files.getRow('b.txt').click({ ...BESIDE, modifiers: ['ControlOrMeta'] })
    await expect(files.list.getByRole('row', { selected: true })).toHaveCount(2)
    const target = tree.getByRole('treeitem', { name: 'photos' })
    await files.getRow('c.txt').dragTo(target, { sourcePosition: BESIDE.position })
    await expect(files.getRow('c.txt')).toBeHidden()
    await expect(files.getRow('b.txt')).toBeVisible()
    await exists('photos/a.txt')
    await exists('photos/c.txt')
  })

  await test.step('a copy beside its original, and one elsewhere', async () => {
    await files.getRow('b.txt').click(BESIDE)
    await page.keyboard.press('Control+c')
    await page.keyboard.press('Control+v')
    await expect(files.list.getByRole('row').filter({ hasText: /^b.*\.txt/ })).toHaveCount(2)
    await files.getRow('docs').click({ ...BESIDE, button: 'right' })
    await page.getByRole('menuitem', { name: 'Paste into this folder' }).click()
    await expect(async () => exists('docs/b.txt')).toPass()
    await exists('b.txt')
  })

  await test.step('the menu of the mouse', async () => {
    await files.getRow('b.txt').click({ ...BESIDE, button: 'right' })
    await expect(files.getRow('b.txt')).toHaveAttribute('aria-selected', 'true')
    await page.getByRole('menuitem', { name: /^Cut/ }).click()
    await tree.getByRole('treeitem', { name: 'photos' }).click()
    await expect(files.getRow('c.txt')).toBeVisible()
    await files.list.click({ position: { x: 500, y: 600 }, button: 'right' })
    await page.getByRole('menuitem', { name: /^Paste/ }).click()
    await expect(files.getRow('b.txt')).toBeVisible()
    await exists('photos/b.txt')
    await files.list.click({ position: { x: 500, y: 600 }, button: 'right' })
    await page.getByRole('menuitem', { name: 'New folder' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('by menu')
    await page.getByRole('button', { name: 'Make folder' }).click()
    await expect(files.getRow('by menu')).toBeVisible()
  })

  await test.step('the path, written', async () => {
    const flaws: string[] = []
    await writePath(page, 'docs/deep', async () => void flaws.push(...(await findFlaws(page))))
    expect.soft(flaws, 'path').toEqual([])
    await expect(page).toHaveURL(`${files.address}/docs/deep`)
    await expect(page.getByText('Nothing in this folder yet')).toBeVisible()
    await writePath(page, '/not/there')
    await expect(page.getByText('The folder could not be read')).toBeVisible()
    await page.getByRole('button', { name: 'To the top of the volume' }).click()
    await expect(files.getRow('docs')).toBeVisible()
  })

  await test.step('the tree', async () => {
    const docs = tree.getByRole('treeitem', { name: 'docs' })
    await docs.locator('span[aria-hidden]').click()
    await expect(docs).toHaveAttribute('aria-expanded', 'true')
    // Opened in the tree alone.
    await expect(files.getRow('photos')).toBeVisible()
    await tree.getByRole('treeitem', { name: 'deep' }).click()
    await expect(page).toHaveURL(`${files.address}/docs/deep`)
    await expect(tree.getByRole('treeitem', { selected: true })).toHaveText('deep')
    await tree.getByRole('treeitem').first().click()
  })

  await test.step('hidden files', async () => {
    await expect(files.getRow('docs')).toBeVisible()
    await expect(files.getRow('.secret')).toBeHidden()
    await switchHidden(page)
    await expect(files.getRow('.secret')).toBeVisible()
    await expect(files.list).not.toContainText('.moorage')
    await switchHidden(page)
    await expect(files.getRow('.secret')).toBeHidden()
  })

  await test.step('the grid', async () => {
    await page.getByRole('button', { name: 'Show as grid' }).click()
    const getTile = (name: string) => files.list.getByRole('gridcell').filter({ hasText: name })
    await getTile('photos').getByRole('link').click()
    await expect(getTile('b.txt')).toBeVisible()
    await getTile('b.txt').dragTo(getTile('by menu'))
    await expect(getTile('b.txt')).toBeHidden()
    await exists('photos/by menu/b.txt')
    await getTile('by menu').click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Open/ }).click()
    await expect(getTile('b.txt')).toBeVisible()
    await page.getByRole('button', { name: 'Show as list' }).click()
    await expect(files.getRow('b.txt')).toBeVisible()
  })
})

async function writePath(page: Page, path: string, look = async () => {}): Promise<void> {
  await page.getByRole('button', { name: 'Write the path' }).click()
  const field = page.getByRole('textbox', { name: 'Path of the folder' })
  await expect(field).toBeFocused()
  await field.fill(path)
  await look()
  await field.press('Enter')
}

async function switchHidden(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sort and show' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Show hidden files' }).click()
  await page.keyboard.press('Escape')
}
