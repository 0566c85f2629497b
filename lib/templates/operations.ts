import type { AdminScope } from '#lib/auth/authorize.ts'
import { getTemplatesKind } from './operations-cache.ts'
import type { ReadTemplate, Template } from './schema.ts'

/** Called once when the process starts, so that the first form has them. */
export function watchTemplates(): void {
  getTemplatesKind().start()
}

/** All templates as an administrator sees them, the wrong ones first. */
export function listTemplates(_scope: AdminScope): ReadTemplate[] {
  return [...getTemplatesKind().list()].toSorted((a, b) => toRank(a) - toRank(b) || compareIds(getId(a), getId(b)))
}

/** Those that can be used, in the order that the administrator chose. */
export function listUsableTemplates(): Template[] {
  return getTemplatesKind()
    .list()
    .flatMap((one) => (one.state === 'usable' ? [one.template] : []))
    .toSorted((a, b) => a.order - b.order || compareIds(a.id, b.id))
}

export function countWrongTemplates(): number {
  return getTemplatesKind()
    .list()
    .filter(({ state }) => state === 'wrong').length
}

/** Null for one that is not there, or wrong; also for the name of a ConfigMap that is no template. */
export function findTemplate(id: string): Template | null {
  return listUsableTemplates().find((template) => template.id === id) ?? null
}

const getId = (one: ReadTemplate) => (one.state === 'usable' ? one.template.id : one.id)
const toRank = (one: ReadTemplate) => (one.state === 'usable' ? one.template.order : -1)
const compareIds = (a: string, b: string) => a.localeCompare(b, 'en')
