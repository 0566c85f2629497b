import type { Page } from '@playwright/test'

/** Opens a section of the form for a launch; some are open from the beginning. */
export async function unfold(page: Page, title: string): Promise<void> {
  const section = page.locator('details[data-section]').filter({ has: page.locator('summary', { hasText: title }) })
  if ((await section.getAttribute('open')) === null) await section.locator('summary').click()
}
