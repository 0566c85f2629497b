import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { MessageParams } from '#lib/errors.ts'
import type { QuotaResource } from '#lib/quota/schema.ts'
import { QUOTA_RESOURCES } from '#lib/quota/schema.ts'
import type { Cause, Explanation, NextStep } from '#lib/workloads/schema.ts'

type Reasoned = Pick<Explanation, 'reason' | 'parameters'>

const isResource = (name: unknown): name is QuotaResource => QUOTA_RESOURCES.includes(name as QuotaResource)

/** The sentences of an explanation. A code that this portal does not know yet is as good as unknown. */
export function useExplanation() {
  const t = useTranslations('workloads')
  const tResource = useTranslations('quotaPage.resources')
  return useMemo(() => {
    // Codes come with the data, and the catalogue's type knows only those that are written out.
    const translate = t as unknown as ((key: string, parameters?: MessageParams) => string) & typeof t
    const has = (key: string) => (t.has as (key: string) => boolean)(key)
    const toWords = (parameters: MessageParams): MessageParams =>
      isResource(parameters.resource)
        ? { ...parameters, resource: tResource(`${parameters.resource}.label`) }
        : parameters
    const getSentence = ({ reason, parameters }: Reasoned) =>
      has(`reasons.${reason}`) ? translate(`reasons.${reason}`, toWords(parameters)) : translate('reasons.unknown')
    return {
      getSentence,
      /** Null: a cause without a sentence; the evidence says it. */
      getCause: ({ catalogue, code, parameters }: Cause): string | null => {
        const key = `${catalogue}.${code}`
        return has(key) ? translate(key, toWords(parameters)) : null
      },
      getNextStep: ({ code }: Pick<NextStep, 'code'>): string | null =>
        has(`nextSteps.${code}`) ? translate(`nextSteps.${code}`) : null,
    }
  }, [t, tResource])
}
