import type en from '#messages/en.json'
import type { Locale as MoorageLocale } from './locales.ts'

declare module 'next-intl' {
  interface AppConfig {
    Locale: MoorageLocale
    Messages: typeof en
  }
}
