import { useTranslations } from 'next-intl'
import { QUOTA_RESOURCES, type QuotaResource } from '#lib/quota/schema.ts'
import type { Finding } from '#lib/workloads/schema-preview.ts'

type Fix = Finding['fixes'][number]

/** Sentences of the pre-flight in the reader's language. */
export function useFindingTexts() {
  const t = useTranslations('workloads')
  const label = useTranslations('quotaPage.resources')
  // Codes come from the server, so the types cannot know them.
  type Key = Parameters<typeof t.has>[0]
  const say = (key: string, parameters: Finding['parameters']) => {
    const { resource } = parameters
    const known = QUOTA_RESOURCES.find((one): one is QuotaResource => one === (RESOURCES[String(resource)] ?? resource))
    const params = known ? { ...parameters, resource: label(`${known}.label`) } : parameters
    return t.has(key as Key) ? t(key as Key, params as never) : null
  }
  return {
    getSentence: ({ code, parameters }: Pick<Finding, 'code' | 'parameters'>) =>
      say(`findings.${code}`, parameters) ?? code,
    getFix: ({ code, parameters }: Fix) => say(`fixes.${code}`, parameters) ?? code,
  }
}

/** Nodes count GPUs where the quota has a line for them. */
const RESOURCES: Record<string, string> = { gpus: 'gpu' }
