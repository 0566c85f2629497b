import { expect, type Locator, type Page } from '@playwright/test'
import { findFlawsInThemes } from './page-watch.ts'
import { BYTES_PER_SECOND, EVIL_NAME, makePreviewFiles, SOUND_BYTES } from './preview-files.ts'
import { test } from './portal-test.ts'

test.use({ viewport: { width: 1440, height: 900 } })

test('every kind of file is shown as what it is, and neither its content nor its name runs anything', async ({
  disk,
}) => {
  const { files, mount } = disk
  const { page } = files
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  const check = async (what: string) => {
    expect.soft(await findFlawsInThemes(page), what).toEqual([])
    expect([...(await listRuns(page)), ...dialogs], what).toEqual([])
  }
  const show = async (name: string) => {
    await page.keyboard.press('Escape')
    await files.getRow(name).getByRole('link').click()
    return page.getByRole('dialog', { name, exact: true })
  }

  await test.step('while the server starts', async () => {
    const release = await holdAccess(page)
    await page.goto(files.address)
    await expect(page.getByRole('list', { name: 'Progress' })).toBeVisible()
    await check('starting')
    release()
    await expect(files.list).toBeVisible()
  })

  const pod = await mount()
  const content = Object.entries(await makePreviewFiles(page)).map(([name, bytes]) => {
    return `echo '${Buffer.from(bytes).toString('base64')}' | base64 -d > '/data/${name}'`
  })
  await pod.run([...content, `truncate -s ${SOUND_BYTES + 44} /data/sound.wav`].join('\n'))
  await expect(files.getRow('what.bin')).toBeVisible()

  await test.step('picture and drawing', async () => {
    for (const name of ['picture.png', 'drawing.svg']) {
      const picture = (await show(name)).getByAltText(name)
      await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(40)
      await check(name)
    }
  })

  await test.step('sound, of which only what is heard is fetched', async () => {
    const starts: number[] = []
    page.on('response', (response) => {
      const range = /^bytes (\d+)-/.exec(response.headers()['content-range'] ?? '')
      if (response.url().endsWith('sound.wav') && response.status() === 206 && range) starts.push(Number(range[1]))
    })
    const sound = (await show('sound.wav')).locator('audio')
    await expect
      .poll(() => sound.evaluate((player: HTMLAudioElement) => Math.round(player.duration)))
      .toBe(Math.round(SOUND_BYTES / BYTES_PER_SECOND))
    await sound.evaluate((player: HTMLAudioElement) => {
      player.currentTime = player.duration - 5
    })
    await expect.poll(() => Math.max(...starts)).toBeGreaterThan(SOUND_BYTES * 0.9)
    await check('sound')
  })

  await test.step('film', async () => {
    const film = (await show('film.webm')).locator('video')
    await expect.poll(() => film.evaluate((player: HTMLVideoElement) => player.videoWidth)).toBe(64)
    await film.evaluate((player: HTMLVideoElement) => player.play())
    await check('film')
  })

  await test.step('tables', async () => {
    const table = (await show('table.csv')).getByRole('table', { name: 'table.csv' })
    await expect(table.getByRole('columnheader')).toHaveText(['city', 'people'])
    await expect(table.getByRole('cell')).toHaveText(['Taipei, north', '2600000', '臺中', '2800000'])
    await check('table')
    await expect((await show('table.tsv')).getByRole('cell')).toHaveText(['1', '<b>2</b>'])
  })

  await test.step('code and JSON', async () => {
    const code = await show('code.py')
    const line = code.locator('.cm-line').filter({ hasText: 'def answer' })
    await expect.poll(async () => new Set(await readColours(line)).size).toBeGreaterThan(1)
    await check('code')
    const json = await show('data.json')
    // One thing a line, however it is written in the file.
    await expect(
      json.locator('.cm-line').filter({ hasText: /^\s*"deep": "<script>top\.ran=1<\/script>"$/ }),
    ).toBeVisible()
    await check('JSON')
  })

  await test.step('Markdown', async () => {
    const text = await show('notes.md')
    await expect(text.getByRole('heading', { name: 'A heading' })).toBeVisible()
    await expect(text.getByRole('checkbox', { checked: true })).toHaveCount(1)
    await expect(text.locator('img, script')).toHaveCount(0)
    await check('Markdown')
  })

  await test.step('PDF', async () => {
    const pdf = await show('script.pdf')
    const drawn = pdf.getByRole('region', { name: /page 1 of 1$/ })
    await expect(drawn).toContainText('Nothing runs')
    // Where its link to a script would be.
    await drawn.click()
    await check('PDF')
  })

  await test.step('notebook', async () => {
    const book = await show('book.ipynb')
    await expect(book.getByText('print(6 * 7)')).toBeVisible()
    await expect(book.frameLocator('iframe').getByText('in a frame')).toBeVisible()
    await check('notebook')
  })

  await test.step('what cannot be shown', async () => {
    await expect((await show('what.bin')).getByRole('button', { name: 'Download' }).last()).toBeVisible()
    await check('facts')
  })

  await test.step('a name that is markup', async () => {
    await expect(await show(EVIL_NAME)).toContainText('harmless')
    await check('preview')
    await page.keyboard.press('Escape')
    await files.select(EVIL_NAME)
    await files.choose('Details')
    await expect(page.getByRole('complementary', { name: 'Details' })).toContainText(EVIL_NAME)
    await check('details')
    await lookAtDialog(await openByMenu(page, 'Delete for good'), () => check('for good'))
    await files.select('sound.wav')
    const zip = await openByMenu(page, 'Download as zip')
    await expect(zip).toContainText('57')
    await lookAtDialog(zip, () => check('zip'))
    await files.list.getByRole('checkbox', { name: 'Select sound.wav' }).uncheck()
    await files.delete(EVIL_NAME)
    await files.open('?show=trash')
    await expect(page.getByRole('table', { name: 'Deleted files' })).toContainText(EVIL_NAME)
    await check('trash')
  })
})

/** Keeps back what the portal says about the file server, as a slow network would; returns how to let it through. */
async function holdAccess(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.route(/\/volumes\/[^/]+\/files(\?|$)/, async (route) => {
    await promise
    await route.continue()
  })
  return resolve
}

async function openByMenu(page: Page, action: string): Promise<Locator> {
  await page.getByRole('button', { name: /^\d selected$/ }).click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  return dialog
}

async function lookAtDialog(dialog: Locator, look: () => Promise<void>): Promise<void> {
  await look()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
}

/** Of each word of a line. */
function readColours(line: Locator): Promise<string[]> {
  return line.locator('span').evaluateAll((words) => words.map((word) => getComputedStyle(word).color))
}

/** What left a mark in the page or in a frame of it. */
async function listRuns(page: Page): Promise<unknown[]> {
  const read = () => (window as { ran?: unknown }).ran
  const marks = await Promise.all(page.frames().map((frame) => frame.evaluate(read)))
  return marks.filter((mark) => mark !== undefined)
}
