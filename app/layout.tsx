import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import { NextIntlClientProvider } from 'next-intl'
import { getLocale, getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Providers } from '#components/layout/providers.tsx'
import { getNonce } from '#lib/http/nonce.ts'
import { COMMON_MESSAGES, pickMessages } from '#lib/i18n/pick-messages.ts'
import { interLatin } from './fonts.ts'

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfaf8' },
    { media: '(prefers-color-scheme: dark)', color: '#0e0e0e' },
  ],
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('app')
  return { title: { default: t('name'), template: `%s · ${t('name')}` }, description: t('description') }
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme's script sets an attribute here before React wakes up.
    <html lang={await getLocale()} className={interLatin.variable} suppressHydrationWarning>
      <body className="min-h-dvh font-sans text-body">
        <NextIntlClientProvider messages={await pickMessages(COMMON_MESSAGES)}>
          <Providers nonce={await getNonce()} renderedAtMs={Date.now()}>
            {children}
          </Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  )
}
