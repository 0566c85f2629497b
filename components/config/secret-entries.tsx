'use client'

import { useTranslations } from 'next-intl'
import { Bytes } from '#components/ui/amount.tsx'
import type { ConfigItem } from '#lib/config/schema.ts'
import type { ConfigRights } from './config-rights.ts'
import { RevealValue } from './reveal-value.tsx'

/** The entries of a Secret by name; a value is shown when somebody asks for it. */
export function SecretEntries({ item, rights }: { item: ConfigItem; rights: ConfigRights }) {
  const t = useTranslations('config')
  const { keys, guard, resourceVersion } = item
  if (keys.length === 0) return <p className="text-quiet">{t('details.noEntries')}</p>
  const isShowable = rights.canReveal && rights.isRevealOn && guard !== 'not-ours'
  return (
    <ul className="divide-y divide-line rounded-box border border-line">
      {keys.map(({ name, sizeBytes }) => (
        <li key={name} className="grid gap-2 px-3 py-2">
          {isShowable ? (
            // A value that was changed is another one: what is shown of the old one goes.
            <RevealValue key={resourceVersion} item={item} entry={name} sizeBytes={sizeBytes} />
          ) : (
            <div className="flex flex-wrap items-baseline gap-x-3">
              <span className="min-w-0 font-mono text-table break-all">{name}</span>
              <span className="text-table text-quiet">
                <Bytes value={sizeBytes} />
              </span>
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}
