import en from '#messages/en.json' with { type: 'json' }
import zhTW from '#messages/zh-TW.json' with { type: 'json' }
import type { Locale } from './locales.ts'

const WORDS: Record<Locale, (typeof en)['gateway']> = { en: en.gateway, 'zh-TW': zhTW.gateway }

/** The few sentences that the gateway says by itself, when the portal cannot be asked. */
export function readGatewayWords(locale: Locale): (typeof en)['gateway'] {
  return WORDS[locale]
}
