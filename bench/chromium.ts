import { chromium, type Browser } from '@playwright/test'
import { AppError } from '#lib/errors.ts'
import { findBrowser } from '#scripts/setup/debian.mjs'

/** Throws UNAVAILABLE when there is no Chromium. */
export async function startChromium(): Promise<Browser> {
  const executablePath = findBrowser()
  if (!executablePath) throw new AppError('UNAVAILABLE', 'No Chromium is installed: run npm run setup.')
  return chromium.launch({
    executablePath,
    // Chromium's own sandbox refuses to run as root; it knows that names below localhost mean this machine.
    args: ['--no-first-run', '--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
}
