import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import { getEnv } from '#lib/env.ts'
import { getTemplatesKind } from '#lib/templates/operations-cache.ts'
import { findTemplate } from '#lib/templates/operations.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import { TEMPLATE_ANNOTATION } from './objects-labels.ts'
import type { MapContext } from './objects-map.ts'
import { isShownToViewers } from './objects-tickets.ts'

/** What web addresses of a space are made of; null where the installation gives out none. */
export function getAddresses(namespace: string): MapContext['addresses'] {
  const { appsDomain } = getEnv()
  const namespaceUid = namespacesKind.get({ name: namespace })?.uid
  return appsDomain !== null && namespaceUid ? { namespaceUid, appsDomain } : null
}

/** The template itself decides, as it is now; while templates cannot be read, no page offers what they allow. */
export function isForViewers(facts: Pick<WorkloadFacts, 'kind' | 'annotations' | 'template'>): boolean {
  const id = facts.annotations[TEMPLATE_ANNOTATION]
  if (id === undefined || facts.kind !== 'Deployment' || !getTemplatesKind().isSynced) return false
  const template = findTemplate(id)
  return template !== null && isShownToViewers(facts, template)
}
