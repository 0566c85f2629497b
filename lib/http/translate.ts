import { getTranslations } from 'next-intl/server'
import type { MessageParams } from '#lib/errors.ts'
import type { Translate } from './error-view.ts'

/** What stands against a launch. */
const FINDING = /^workloads\.findings\./

/** Sentences for errors in the language of the request that is being answered. */
export async function getErrorTranslator(): Promise<Translate> {
  const t = await getTranslations()
  return (key, params) => {
    // Keys come from errors, so the types cannot know them. Sentences that pages show as well stand where those look.
    const paths = [`errors.${key}`, ...(FINDING.test(key) ? [key] : [])] as Parameters<typeof t.has>[0][]
    const path = paths.find((one) => t.has(one))
    if (path === undefined) return null
    const sentence = t(path, toWords(params, t) as never)
    // What a sentence cannot be made of comes back as its path.
    return sentence === path ? null : sentence
  }
}

/** What people count in has a word in each language. */
function toWords(params: MessageParams, t: Awaited<ReturnType<typeof getTranslations>>): MessageParams {
  const path = `quotaPage.resources.${params.resource}.label` as Parameters<typeof t.has>[0]
  return params.resource !== undefined && t.has(path) ? { ...params, resource: t(path as never) } : params
}
