import { expect, type Locator, type Page } from '@playwright/test'
import { dropFiles } from './drop-files.ts'
import type { FilePage } from './file-page.ts'
import { createFileTree, hashFile, readZip } from './file-tree.ts'
import { findFlaws, watchConsole } from './page-watch.ts'
import { buildPdf } from './pdf-file.ts'
import { test } from './portal-test.ts'

const FILE_COUNT = 500
const FILES_TIMEOUT_MS = 300_000

test('a folder of 500 files survives a reload, the trash and a zip, and a pod sees the same', async ({ disk }) => {
  test.setTimeout(900_000)
  const { files, mount } = disk
  const { page } = files
  const tree = await createFileTree({ name: 'dropped', count: FILE_COUNT })
  try {
    await files.open()
    await dropFiles(page, files.list, [tree.dir])
    const [, done] = await readTitle(files, /^Uploading: (\d+) of \d+ done/, (count) => count >= 50)
    expect(done).toBeLessThan(FILE_COUNT)

    // In the middle of it. The browser asks first, because something would have to be chosen again.
    const asked = page.waitForEvent('dialog').then(async (dialog) => {
      await dialog.accept()
      return dialog.type()
    })
    await page.reload()
    expect(await asked).toBe('beforeunload')
    await chooseAgain(files, tree.dir)
    await expect(files.getTray(/^\d+ uploads? done/)).toBeVisible({ timeout: FILES_TIMEOUT_MS })
    await page.getByRole('button', { name: 'Close', exact: true }).click()

    const pod = await mount()
    expect(await pod.hash(tree.name)).toEqual(tree.hashes)
    for (const folder of tree.emptyFolders) await pod.run(`test -d '/data/${tree.name}/${folder}'`)
    // Times come with the files.
    expect(await pod.run(`stat -c %Y '/data/${tree.name}/folder 7/part-0/file-7.bin'`)).toBe('1614834367\n')

    await files.open()
    await files.delete(tree.name)
    expect(await pod.run('ls /data')).not.toContain(tree.name)
    await files.restore(tree.name)
    expect(await pod.hash(tree.name)).toEqual(tree.hashes)

    await files.open()
    const { hashes, folders } = await readZip(await files.downloadZip(tree.name), tree.name)
    expect(hashes).toEqual(tree.hashes)
    for (const folder of tree.emptyFolders) expect(folders).toContain(folder)
  } finally {
    await tree.remove()
  }
})

test('what a name already holds is kept, replaced or skipped, as somebody says', async ({ disk }) => {
  const { files, mount } = disk
  const { page } = files
  const tree = await createFileTree({ name: 'dropped', count: 8 })
  const pod = await mount()
  try {
    const taken = Object.keys(tree.hashes).find((name) => name.endsWith('file-6.bin'))!
    await pod.run(
      `mkdir -p '/data/dropped/${taken.slice(0, taken.lastIndexOf('/'))}' && echo there > '/data/dropped/${taken}'`,
    )
    await files.open()
    await dropFiles(page, files.list, [tree.dir])
    const clash = page.getByRole('dialog', { name: 'file-6.bin is there already' })
    await clash.getByRole('radio', { name: 'Keep both' }).check()
    expect.soft(await findFlaws(page), 'clash').toEqual([])
    await clash.getByRole('button', { name: 'Keep both' }).click()
    await expect(files.getTray(/^\d+ uploads? done/)).toBeVisible({ timeout: FILES_TIMEOUT_MS })
    expect.soft(await findFlaws(page), 'tray').toEqual([])
    const kept = await pod.hash(tree.name)
    expect(await pod.run(`cat '/data/dropped/${taken}'`)).toBe('there\n')
    expect(kept[taken.replace('file-6.bin', 'file-6 (2).bin')]).toBe(tree.hashes[taken])

    // The same once more: what is there already is not sent again, and only the one that differs asks.
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await dropFiles(page, files.list, [tree.dir])
    await clash.getByRole('radio', { name: 'Skip' }).check()
    await clash.getByRole('button', { name: 'Skip' }).click()
    await expect(files.getTray(/^\d+ uploads? done/)).toBeVisible({ timeout: FILES_TIMEOUT_MS })
    expect(await pod.hash(tree.name)).toEqual(kept)

    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await dropFiles(page, files.list, [tree.dir])
    await clash.getByRole('radio', { name: 'Replace' }).check()
    await clash.getByRole('button', { name: 'Replace' }).click()
    await expect(files.getTray(/^\d+ uploads? done/)).toBeVisible({ timeout: FILES_TIMEOUT_MS })
    expect(await pod.hash(tree.name)).toMatchObject(tree.hashes)
  } finally {
    await tree.remove()
  }
})

const EVIL_SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="ran()"><script>${ran('svg')}</script></svg>`
const EVIL_HTML = `<!doctype html><body onload="${ran('load')}"><script>${ran('html')}</script></body>`
const EVIL_MARKDOWN = `# x\n\n<script>${ran('md')}</script>\n\n<img src="x" onerror="${ran('img')}">\n\n[press](javascript:${ran('link')})`
const EVIL_NOTEBOOK = JSON.stringify({
  nbformat: 4,
  metadata: {},
  cells: [
    {
      cell_type: 'code',
      source: 'x',
      execution_count: 1,
      outputs: [
        {
          output_type: 'display_data',
          data: { 'text/html': `<b>shown</b><script>${ran('nb')}</script><img src=x onerror="${ran('nbimg')}">` },
        },
        { output_type: 'display_data', data: { 'application/javascript': ran('nbjs') } },
        { output_type: 'display_data', data: { 'image/svg+xml': EVIL_SVG } },
      ],
    },
  ],
})

test('what lies on a volume is looked at and never run', async ({ disk }) => {
  const { files, mount } = disk
  const { page } = files
  const pod = await mount()
  const evil = { 'evil.svg': EVIL_SVG, 'evil.html': EVIL_HTML, 'evil.md': EVIL_MARKDOWN, 'evil.ipynb': EVIL_NOTEBOOK }
  for (const [name, text] of Object.entries(evil)) {
    await pod.run(`echo '${Buffer.from(text).toString('base64')}' | base64 -d > /data/${name}`)
  }
  await files.open()
  for (const name of Object.keys(evil)) {
    await test.step(name, async () => {
      await files.open(`?preview=${name}`)
      const preview = page.getByRole('dialog', { name })
      await expect(preview).toBeVisible()
      await expect(getShown(preview, name)).toBeVisible()
      expect(await listRuns(page)).toEqual([])
    })
  }

  await test.step('opened alone, by the address that the preview uses', async () => {
    const addresses: string[] = []
    page.on('request', (request) => request.url().includes('/v1/links/') && addresses.push(request.url()))
    await pod.run(`echo '# x' > /data/links.md && echo '![a](evil.svg) ![b](evil.html)' >> /data/links.md`)
    await files.open('?preview=links.md')
    await expect.poll(() => addresses.length).toBeGreaterThanOrEqual(2)
    for (const address of addresses) {
      const alone = await page.context().newPage()
      const response = await alone.goto(address).catch(() => null)
      // Either it is saved and shown nowhere, or it has no origin and runs nothing.
      if (response) expect(response.headers()['content-security-policy']).toContain('sandbox')
      expect(await listRuns(alone)).toEqual([])
      await alone.close()
    }
  })
})

test('two who edit the same text both keep what they wrote', async ({ disk }) => {
  const { files, mount } = disk
  const { page } = files
  const pod = await mount()
  await pod.run(`printf 'one\\ntwo\\nthree\\n' > /data/notes.txt`)
  await files.open('?preview=notes.txt')
  const preview = page.getByRole('dialog', { name: 'notes.txt' })
  await preview.getByRole('button', { name: 'Edit' }).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('four')
  await page.keyboard.press('Control+s')
  await expect(preview.getByRole('button', { name: 'Edit' })).toBeVisible()
  expect(await pod.run('cat /data/notes.txt')).toBe('one\ntwo\nthree\nfour')

  await preview.getByRole('button', { name: 'Edit' }).click()
  await pod.run(`printf 'ONE\\ntwo\\nthree\\nfour' > /data/notes.txt`)
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' and five')
  // What is written outlives a reload, too.
  await expect.poll(() => page.evaluate(() => Object.values(sessionStorage).join(' '))).toContain('and five')
  await page.reload()
  await expect(preview).toContainText('These changes are from before')
  expect.soft(await findFlaws(page), 'editor').toEqual([])
  await preview.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(preview.getByRole('alert')).toContainText('Somebody else saved this file meanwhile.')
  expect.soft(await findFlaws(page), 'conflict').toEqual([])
  await preview.getByRole('button', { name: 'Take this change over' }).first().click()
  await preview.getByRole('button', { name: 'Save the right side' }).click()
  await expect(preview.getByRole('button', { name: 'Edit' })).toBeVisible()
  expect(await pod.run('cat /data/notes.txt')).toBe('ONE\ntwo\nthree\nfour and five')
})

test('a PDF is drawn, with what it leaves to its reader', async ({ disk }) => {
  const { files, mount } = disk
  const { page } = files
  const complaints = watchConsole(page)
  const pod = await mount()
  const pdf = buildPdf({ line: 'A line in Helvetica', chinese: '資料分析報告' })
  await pod.run(`echo ${pdf.toString('base64')} | base64 -d > /data/report.pdf`)
  await files.open('?preview=report.pdf')
  const drawn = page.getByRole('dialog', { name: 'report.pdf' }).getByRole('region', { name: /page 1 of 1$/ })
  await expect(drawn).toContainText('A line in Helvetica')
  // Only by the tables of East Asian writing is it known what stands there.
  await expect(drawn).toContainText('資料分析報告')
  await expect.poll(() => drawn.locator('canvas').evaluate(hasInk)).toBe(true)
  expect(complaints).toEqual([])
})

test('a file that is downloaded is the file', async ({ disk }) => {
  const { files, mount } = disk
  const { page } = files
  const pod = await mount()
  await pod.run(`head -c 20000000 /dev/urandom > '/data/報告 100%.bin'`)
  await files.open()
  await files.select('報告 100%.bin')
  const begun = page.waitForEvent('download')
  await files.choose('Download')
  const download = await begun
  expect(download.suggestedFilename()).toBe('報告 100%.bin')
  const hashes = await pod.hash('.')
  expect(await hashFile(await download.path())).toBe(hashes['報告 100%.bin'])
  // The page is where it was.
  await expect(page).toHaveURL(files.address)
})

/** The title of the tray once its number is right. */
async function readTitle(
  files: FilePage,
  pattern: RegExp,
  isRight: (count: number) => boolean,
): Promise<[title: string, count: number]> {
  let found: [string, number] = ['', 0]
  await expect(async () => {
    const title = await files.page.getByRole('heading', { level: 2, name: pattern }).innerText()
    found = [title, Number(pattern.exec(title)?.[1])]
    expect(isRight(found[1])).toBe(true)
  }).toPass({ timeout: FILES_TIMEOUT_MS, intervals: [100] })
  return found
}

/** Some browsers open the folder again by themselves; where not all of it came, it is chosen as before. */
async function chooseAgain(files: FilePage, dir: string): Promise<void> {
  const { page } = files
  const isOver = files.getTray(/^\d+ uploads? done/)
  const choose = page.getByRole('button', { name: 'Choose folder' })
  await expect(choose.or(isOver).first()).toBeVisible({ timeout: FILES_TIMEOUT_MS })
  if (await choose.isHidden()) return
  const chooser = page.waitForEvent('filechooser')
  await choose.click()
  await (await chooser).setFiles(dir)
}

/** A script that leaves a mark wherever it runs: in its own window, above it, and in what the page keeps. */
function ran(where: string): string {
  return `try{localStorage.setItem('ran','${where}')}catch(e){}try{top.ran='${where}'}catch(e){}window.ran='${where}'`
}

/** Whether anything but white was drawn. */
function hasInk(canvas: HTMLCanvasElement): boolean {
  const { width, height } = canvas
  const pixels = width > 0 && canvas.getContext('2d')?.getImageData(0, 0, width, height).data
  return pixels ? pixels.some((value, index) => index % 4 === 0 && value < 128 && pixels[index + 3] === 255) : false
}

/** What is seen once all of it is there. */
function getShown(preview: Locator, name: string): Locator {
  if (name.endsWith('.svg')) return preview.getByAltText(name)
  if (name.endsWith('.md')) return preview.getByRole('heading', { name: 'x' })
  if (name.endsWith('.ipynb')) return preview.frameLocator('iframe').getByText('shown')
  return preview.getByText('<!doctype html>')
}

async function listRuns(page: Page): Promise<string[]> {
  const read = () => {
    const marks: unknown[] = [(window as { ran?: string }).ran]
    try {
      marks.push(localStorage.getItem('ran'))
    } catch {
      // A frame without an origin keeps nothing.
    }
    return marks
  }
  const found = await Promise.all(page.frames().map((frame) => frame.evaluate(read).catch(() => [])))
  return found.flat().filter((mark) => typeof mark === 'string')
}
