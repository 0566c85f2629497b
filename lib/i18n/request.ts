import { cookies, headers } from 'next/headers'
import { getRequestConfig } from 'next-intl/server'
// Without `with { type: 'json' }`: the build makes modules of the catalogues, their sentences parsed (next.config.js).
import en from '#messages/en.json'
import zhTW from '#messages/zh-TW.json'
import { LOCALE_COOKIE, type Locale } from './locales.ts'
import { pickLocale } from './pick-locale.ts'

const CATALOGUES: Record<Locale, typeof en> = { en, 'zh-TW': zhTW }

export default getRequestConfig(async () => {
  const locale = pickLocale({
    cookie: (await cookies()).get(LOCALE_COOKIE)?.value,
    acceptLanguage: (await headers()).get('accept-language'),
  })
  return { locale, messages: CATALOGUES[locale] }
})
