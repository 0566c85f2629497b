import { chromium } from '@playwright/test'
const base = process.env['BASE'] ?? 'http://localhost:3000'
const [who = 'alice', out = 'x', path = '/', mode = 'light', width = '1440', wait = '1500', act = ''] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const context = await browser.newContext({ viewport: { width: Number(width), height: 900 }, colorScheme: mode as 'light', reducedMotion: 'reduce', locale: process.env['LOC'] ?? 'en' })
const page = await context.newPage()
page.on('console', (m) => { if ((m.type() === 'error' || m.type() === 'warning') && !m.text().includes('inline style')) console.log('CONSOLE', m.text().slice(0, 600)) })
page.on('pageerror', (e) => console.log('PAGEERROR', e.message.slice(0, 600)))
page.setDefaultTimeout(120000)
await page.goto(base + '/api/auth/signin/oidc?callback=' + encodeURIComponent('/profile'))
await page.getByLabel('User name').fill(who)
await page.getByLabel('Password').fill('moorage')
await page.getByRole('button', { name: 'Sign in' }).click()
await page.waitForURL(base + '/profile')
for (const [i, p] of path.split(',').entries()) {
  await page.goto(base + p)
  await page.waitForTimeout(Number(wait))
  if (act) { await eval(`(async () => { ${act} })()`) ; await page.waitForTimeout(800) }
  await page.screenshot({ path: `/tmp/pg/${out}${i}.png`, fullPage: true })
}
await browser.close()
