import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createTranslator } from 'next-intl'
import type { MessageParams } from '#lib/errors.ts'
import { LOCALES } from '#lib/i18n/locales.ts'
import type { Locale } from '#lib/i18n/locales.ts'
import type { Finding } from '../schema-preview.ts'
import type { Explanation } from '../schema.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../../messages')

type Translate = (key: string, parameters: MessageParams) => string

/** Throws for a sentence that is missing or that lacks one of its parameters. */
function createThrowingTranslator(locale: Locale): Translate {
  const messages = JSON.parse(readFileSync(path.join(FOLDER, `${locale}.json`), 'utf8')) as Record<string, string>
  const translate: unknown = createTranslator({
    locale,
    messages,
    onError(error) {
      throw error
    },
  })
  return translate as Translate
}

const translators = LOCALES.map((locale) => createThrowingTranslator(locale))

/** Everything that a person would read of it, in each language. */
export function readExplanation({ state, reason, parameters, causes, nextStep }: Explanation): string[] {
  return translators.flatMap((translate) => [
    translate(`workloads.states.${state}`, {}),
    translate(`workloads.reasons.${reason}`, parameters),
    ...causes.map((cause) => translate(`workloads.${cause.catalogue}.${cause.code}`, cause.parameters)),
    ...(nextStep ? [translate(`workloads.nextSteps.${nextStep.code}`, {})] : []),
  ])
}

export function readFinding({ code, parameters, fixes }: Finding): string[] {
  return translators.flatMap((translate) => [
    translate(`workloads.findings.${code}`, parameters),
    ...fixes.map((fix) => translate(`workloads.fixes.${fix.code}`, fix.parameters)),
  ])
}

/** The sentence of a field of the form, by the key that its schema gives. */
export function readFieldProblem(messageKey: string, params: MessageParams = {}): string[] {
  return translators.map((translate) => translate(`errors.${messageKey}`, params))
}
