export const LOCALES = ['en', 'zh-TW'] as const
export type Locale = (typeof LOCALES)[number]
export const DEFAULT_LOCALE: Locale = 'en'
export const LOCALE_COOKIE = 'moorage-locale'

export function isLocale(value: unknown): value is Locale {
  return LOCALES.includes(value as Locale)
}
