import { useLocale, useTranslations } from 'next-intl'
import { formatAmount } from '#lib/format.ts'
import { parseAmount } from '#lib/quota/objects-amounts.ts'
import type { LaunchSize } from './fit.ts'

const KNOWN = ['small', 'medium', 'large'] as const

/** Sizes in words: the usual names are translated, others are as the administrator wrote them. */
export function useSizeTexts() {
  const t = useTranslations('launchPage.size')
  const locale = useLocale()
  return {
    getName: ({ id }: Pick<LaunchSize, 'id'>) => {
      const known = KNOWN.find((one) => one === id)
      return known ? t(`names.${known}`) : id
    },
    describe: ({ cpu, memory, gpus }: Omit<LaunchSize, 'id'>) => {
      const format = (text: string, unit: 'millicores' | 'bytes') => {
        const value = parseAmount(text, unit)
        return value === null ? text : formatAmount({ value, unit }, locale)
      }
      return t('amounts', { cpu: format(cpu, 'millicores'), memory: format(memory, 'bytes'), gpus })
    },
  }
}
