import type { ConfigItem, ConfigKind } from '#lib/config/schema.ts'
import type { ConfigRights } from './config-rights.ts'

export function mayWrite({ kind }: Pick<ConfigItem, 'kind'>, rights: ConfigRights): boolean {
  return kind === 'secret' ? rights.canWriteSecrets : rights.canWrite
}

/** Whether its entries can be changed by this person. */
export function canEdit(item: ConfigItem, rights: ConfigRights): boolean {
  return item.guard === null && item.secretType !== 'other' && mayWrite(item, rights)
}

export function canDelete(item: ConfigItem, rights: ConfigRights): boolean {
  return (item.guard === null || item.guard === 'immutable') && mayWrite(item, rights)
}

/** The part of the address in which it is open: "secret/tokens", over the list that it stands in. */
export function toOpenQuery({ kind, name }: Pick<ConfigItem, 'kind' | 'name'>) {
  return { open: `${kind}/${name}`, tab: toTab(kind) }
}

/** The first list is the one that is shown when the address says none. */
export function toTab(kind: ConfigKind): ConfigKind | null {
  return kind === 'secret' ? kind : null
}

/** What the address opens; null for nothing. */
export function parseOpenName(text: string | null): Pick<ConfigItem, 'kind' | 'name'> | null {
  const [, kind, name] = /^(config-map|secret)\/(.+)$/.exec(text ?? '') ?? []
  return kind === undefined || name === undefined ? null : { kind: kind as ConfigKind, name }
}
