import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { dropFiles } from './drop-files.ts'
import { hashFile } from './file-tree.ts'
import { Network } from './network.ts'
import { findFlaws } from './page-watch.ts'
import { test } from './portal-test.ts'

const MIB = 1024 ** 2
const SLOW = 3 * MIB

let dir = ''
test.beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'moorage-e2e-'))
})
test.afterEach(() => rm(dir, { recursive: true }))

test('uploads are paused, go on, are cancelled, fail with a reason, are tried again, and are pasted', async ({
  disk,
}) => {
  const { files, mount } = disk
  const { page } = files
  const pod = await mount()
  await pod.run('cd /data && echo a > one.txt && echo b > two.txt && echo c > three.txt && echo file > taken')
  await files.open()

  await test.step('one answer for all whose names are taken', async () => {
    const names = ['one.txt', 'two.txt', 'three.txt', 'new.txt']
    await dropFiles(page, files.list, await Promise.all(names.map((name) => write(name, `from here: ${name}`))))
    const clash = page.getByRole('dialog', { name: /is there already$/ })
    await clash.getByRole('radio', { name: 'Replace' }).check()
    await clash.getByRole('checkbox', { name: /^\d others? likewise$/ }).check()
    await clash.getByRole('button', { name: 'Replace' }).click()
    await expect(files.getTray(/^4 uploads done/)).toBeVisible()
    await expect(clash).toBeHidden()
    for (const name of names) expect(await pod.run(`cat /data/${name}`)).toBe(`from here: ${name}`)
    await close(page)
  })

  await test.step('pause, go on and cancel', async () => {
    const network = await Network.of(page)
    await network.slowUploads(SLOW)
    await dropFiles(page, files.list, [
      await write('kept.bin', Buffer.alloc(12 * MIB, 'kept')),
      await write('dropped.bin', Buffer.alloc(60 * MIB, 'dropped')),
    ])
    const [kept, dropped] = [getUpload(page, 'kept.bin'), getUpload(page, 'dropped.bin')]
    await expect(dropped.getByRole('progressbar')).not.toHaveAttribute('value', '0')
    await page.getByRole('button', { name: 'Pause kept.bin' }).click()
    await expect(kept).toContainText(/paused at \d+%/)
    const tray = files.getTray(/^Uploading: 0 of 2 done/)
    await tray.getByRole('button', { name: 'Pause all' }).click()
    await expect(files.getTray(/^Paused: 0 of 2 done/)).toBeVisible()
    // What is paused stays where it is.
    const paused = await dropped.innerText()
    expect(await sampleTexts(dropped)).toEqual([paused, paused, paused])
    expect.soft(await findFlaws(page), 'paused').toEqual([])
    await page.getByRole('button', { name: 'Cancel dropped.bin' }).click()
    await expect(dropped).toBeHidden()
    await network.restore()
    await page.getByRole('button', { name: 'Go on with all' }).click()
    await expect(files.getTray(/^1 upload done/)).toBeVisible()
    await expect(kept).toContainText('verified')
    expect((await pod.hash('.'))['kept.bin']).toBe(await hashFile(path.join(dir, 'kept.bin')))
    expect(await pod.run('ls -A /data/.moorage/uploads; ls /data')).not.toContain('dropped.bin')
    await close(page)
  })

  await test.step('what failed, why, and again', async () => {
    await mkdir(path.join(dir, 'taken', 'empty'), { recursive: true })
    await dropFiles(page, files.list, [path.join(dir, 'taken')])
    const tray = files.getTray(/^1 upload failed/)
    await expect(tray).toContainText('One upload failed. The list says why.')
    expect.soft(await findFlaws(page), 'failed').toEqual([])
    const failed = tray.getByRole('listitem').filter({ hasText: 'empty' })
    const why = await failed.innerText()
    expect(why).toMatch(/There is a file where a folder has to be made\.|It is no folder\./)
    // Nothing has changed, so it fails once more.
    await failed.getByRole('button', { name: 'Try empty again' }).click()
    await expect(tray).toBeVisible()
    await pod.run('rm /data/taken')
    await tray.getByRole('button', { name: 'Try again', exact: true }).click()
    await expect(files.getTray(/^1 upload done/)).toBeVisible()
    await pod.run('test -d /data/taken/empty')
    await close(page)
  })

  await test.step('paste', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await copyPicture(page)
    await files.getRow('one.txt').click({ position: { x: 400, y: 10 } })
    await page.keyboard.press('Control+v')
    await expect(files.getTray(/^1 upload done/)).toBeVisible()
    await expect(files.getRow('image.png')).toBeVisible()
    expect(await pod.run('head -c 4 /data/image.png')).toContain('PNG')
  })
})

async function write(name: string, content: string | Buffer): Promise<string> {
  const file = path.join(dir, name)
  await writeFile(file, content)
  return file
}

function getUpload(page: Page, name: string): Locator {
  return page.getByRole('region', { name: 'Uploads', exact: true }).getByRole('listitem').filter({ hasText: name })
}

async function close(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Close', exact: true }).click()
}

/** What it says within a second. */
async function sampleTexts(locator: Locator): Promise<string[]> {
  const texts: string[] = []
  for (let count = 0; count < 3; count += 1) {
    await locator.page().waitForTimeout(300)
    texts.push(await locator.innerText())
  }
  return texts
}

/** As a program that makes screenshots does. */
async function copyPicture(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(40, 30)
    canvas.getContext('2d')?.fillRect(0, 0, 20, 20)
    const picture = await canvas.convertToBlob({ type: 'image/png' })
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })])
  })
}
