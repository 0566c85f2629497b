import { getEnv } from '#lib/env.ts'
import { watchKind } from '#lib/kube/cache.ts'
import type { CachedKind } from '#lib/kube/cache.ts'
import { TEMPLATE_LABEL, toTemplate } from './objects.ts'
import type { ReadTemplate } from './schema.ts'

/** Named at the first use, because where they are is a setting. Without them, people launch from scratch. */
export function getTemplatesKind(): CachedKind<ReadTemplate> {
  const { namespace } = getEnv()
  return watchKind({
    name: 'templates',
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps`,
    query: { labelSelector: TEMPLATE_LABEL },
    // It is no space's: what lies outside of spaces would be dropped.
    isNamespaced: false,
    isOptional: true,
    toItem: (raw) => toTemplate(raw, namespace),
  })
}
