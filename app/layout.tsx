import '@fontsource-variable/inter'
import './globals.css'
import type { Metadata } from 'next'
import { NextIntlClientProvider } from 'next-intl'
import { getLocale, getTranslations } from 'next-intl/server'
import { ThemeProvider } from 'next-themes'
import type { ReactNode } from 'react'
import { SiteHeader } from '#components/layout/site-header.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('app')
  return { title: { default: t('name'), template: `%s · ${t('name')}` }, description: t('description') }
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme's script sets an attribute here before React wakes up.
    <html lang={await getLocale()} suppressHydrationWarning>
      <body className="min-h-dvh font-sans text-body">
        <ThemeProvider disableTransitionOnChange>
          <NextIntlClientProvider>
            <SiteHeader />
            <main id="content" className="mx-auto max-w-[80rem] px-4 py-10 sm:px-6 sm:py-14">
              {children}
            </main>
          </NextIntlClientProvider>
        </ThemeProvider>
      </body>
    </html>
  )
}
