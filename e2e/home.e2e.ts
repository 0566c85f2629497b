import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'

test('says what Moorage is', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveTitle('Moorage')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your own place on a cluster')
  await expect(page.getByText('npm run cluster -- kubectl get pods -A')).toBeVisible()
})

test.describe('a reader of Chinese', () => {
  test.use({ locale: 'zh-TW' })

  test('is answered in Chinese, and may choose English for good', async ({ page }) => {
    await page.goto('/')
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-TW')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('叢集上屬於你的地方')

    await page.getByRole('combobox', { name: '語言' }).selectOption('English')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your own place on a cluster')
    await page.reload()
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  })
})

test('a theme that was chosen stays, whatever the system says', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/')
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark theme')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.getByRole('combobox', { name: 'Theme' })).toHaveValue('dark')
})

test('an address that leads nowhere says so, with status 404 and a way home', async ({ page }) => {
  const answer = await page.goto('/nowhere')
  expect(answer?.status()).toBe(404)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page does not exist')
  await page.getByRole('link', { name: 'Go to the first page' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your own place on a cluster')
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`is accessible and fits: ${colorScheme}, ${width} px wide`, async ({ page }) => {
      const problems: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
      })
      page.on('pageerror', (error) => problems.push(error.message))
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      await page.goto('/')
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)

      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      expect(problems).toEqual([])
    })
  }
}
