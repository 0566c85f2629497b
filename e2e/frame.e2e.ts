import { expect } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import en from '#messages/en.json' with { type: 'json' }
import zhTW from '#messages/zh-TW.json' with { type: 'json' }
import { waitUntilAwake } from './open-page.ts'
import { fillInProvider } from './people.ts'
import { test } from './portal-test.ts'

test('language and theme are chosen for a browser, and stay', async ({ people }) => {
  const page = await people.signIn(await people.create(), { path: routes.profile() })
  const html = page.locator('html')
  const reload = async () => {
    await page.reload()
    await waitUntilAwake(page)
  }
  const { theme, language } = en.profile.look
  const { themes } = en.layout
  const main = page.getByRole('main')
  const chooser = main.getByRole('combobox', { name: theme })
  await page.emulateMedia({ colorScheme: 'light' })
  await chooser.selectOption(themes.dark)
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await reload()
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await expect(chooser).toHaveValue('dark')
  await chooser.selectOption(themes.system)
  await expect(html).toHaveAttribute('data-theme', 'light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await chooser.selectOption(themes.light)
  await reload()
  await expect(html).toHaveAttribute('data-theme', 'light')

  await main.getByRole('combobox', { name: language }).selectOption(en.languages['zh-TW'])
  await expect(page.getByRole('heading', { level: 1, name: zhTW.profile.title })).toBeVisible()
  await expect(html).toHaveAttribute('lang', 'zh-TW')
  await reload()
  await expect(page.getByRole('heading', { level: 1, name: zhTW.profile.title })).toBeVisible()
  await main.getByRole('combobox', { name: zhTW.profile.look.language }).selectOption(en.languages.en)
  await expect(page.getByRole('heading', { level: 1, name: en.profile.title })).toBeVisible()
  await expect(html).toHaveAttribute('lang', 'en')
})

test('the first page asks who it is, and by keyboard leads everywhere', async ({ people }) => {
  const person = await people.create()
  const page = await people.openBrowser()
  await page.goto(routes.home())
  await expect(page).toHaveURL(routes.signIn(routes.home()))
  await page.getByRole('link', { name: en.signIn.action }).click()
  await fillInProvider(page, person)
  await expect(page).toHaveURL(routes.home())
  await expect(page.getByRole('heading', { level: 1, name: en.home.title })).toBeVisible()
  await waitUntilAwake(page)

  const palette = page.getByRole('dialog', { name: en.layout.commands.label })
  const launch = page.getByRole('main').getByRole('link', { name: en.home.launch, exact: true })
  await launch.focus()
  await page.keyboard.press('ControlOrMeta+k')
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('nothing of this name')
  await expect(palette.getByText(en.layout.commands.empty)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
  await expect(launch).toBeFocused()

  await page.keyboard.press('ControlOrMeta+k')
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('quota')
  await expect(palette.getByRole('option').first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(routes.quota(person.space))
  await expect(page.getByRole('heading', { level: 1, name: en.quotaPage.title })).toBeVisible()
  await expect(palette).toBeHidden()
})
