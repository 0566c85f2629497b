import type { Page } from '@playwright/test'

/** Goes to a page of the portal and waits until it answers to presses. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await waitUntilAwake(page)
}

/** What is pressed before React has taken over what the server sent is lost, and a slow machine shows a page long before. */
export async function waitUntilAwake(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const heading = document.querySelector('main h1')
    return heading !== null && Object.keys(heading).some((key) => key.startsWith('__react'))
  })
}
