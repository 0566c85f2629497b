import { DEFAULT_LOCALE, isLocale, type Locale } from './locales.ts'

interface Wish {
  tag: string
  quality: number
}

/** The language chosen before (the cookie) wins over what the browser asks for (Accept-Language). */
export function pickLocale(wishes: { cookie?: string; acceptLanguage?: string | null }): Locale {
  if (isLocale(wishes.cookie)) return wishes.cookie
  for (const wish of parseAcceptLanguage(wishes.acceptLanguage ?? '')) {
    const locale = toLocale(wish.tag)
    if (locale) return locale
  }
  return DEFAULT_LOCALE
}

/** Most wanted first; among equals the order of the header (RFC 9110, section 12.5.4). */
function parseAcceptLanguage(header: string): Wish[] {
  return header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
      const quality = parameters.find((parameter) => parameter.startsWith('q='))
      return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) }
    })
    .filter((wish) => wish.quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
}

/** Readers of simplified Chinese are better served by traditional Chinese than by English. */
function toLocale(tag: string): Locale | null {
  const language = tag.split('-')[0]
  if (language === 'en') return 'en'
  return language === 'zh' ? 'zh-TW' : null
}
