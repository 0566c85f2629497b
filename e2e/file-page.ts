import { expect, type Locator, type Page } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import { openPage } from './open-page.ts'

/** The list of a volume's files, as people use it. */
export class FilePage {
  readonly page: Page
  readonly address: string

  constructor(page: Page, { space, volume }: { space: `u/${string}` | `g/${string}`; volume: string }) {
    this.page = page
    this.address = routes.files(space, volume)
  }

  get list(): Locator {
    return this.page.getByRole('grid', { name: /^Contents of/ })
  }

  /** The panel of uploads, by what it says. */
  getTray(title: RegExp): Locator {
    return this.page.getByRole('region', { name: title })
  }

  getRow(name: string): Locator {
    return this.list.getByRole('row').filter({ has: this.page.getByText(name, { exact: true }) })
  }

  /** Resolves when the file server answers; the first time it has to be started. */
  async open(query = ''): Promise<void> {
    await openPage(this.page, `${this.address}${query}`)
    // Behind a preview, the list is hidden from everybody who does not see it.
    if (query !== '') return
    await expect(this.list).toBeVisible({ timeout: 120_000 })
  }

  async select(name: string): Promise<void> {
    await this.list.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check()
  }

  async choose(action: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: '1 selected' }).click()
    await this.page.getByRole('menuitem', { name: action }).click()
  }

  async delete(name: string): Promise<void> {
    await this.select(name)
    await this.choose(/^Delete(?! for good)/)
    await expect(this.getRow(name)).toBeHidden()
  }

  async restore(name: string): Promise<void> {
    await this.open('?show=trash')
    const row = this.page.getByRole('table', { name: 'Deleted files' }).getByRole('row').filter({ hasText: name })
    await row.getByRole('button', { name: /^Actions for/ }).click()
    await this.page.getByRole('menuitem', { name: 'Restore' }).click()
    await expect(row).toBeHidden()
  }

  /** Where the browser put the zip. */
  async downloadZip(name: string): Promise<string> {
    await this.select(name)
    await this.choose('Download as zip')
    const dialog = this.page.getByRole('dialog', { name: 'Download as a zip' })
    const begun = this.page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Download', exact: true }).click()
    return (await begun).path()
  }
}
