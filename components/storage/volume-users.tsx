import { useTranslations } from 'next-intl'
import type { Volume } from '#lib/storage/schema.ts'

/** Who has the volume mounted now, in a line. */
export function VolumeUsers({ mountedBy }: Pick<Volume, 'mountedBy'>) {
  const t = useTranslations('storagePage')
  const names = [
    ...new Set(
      mountedBy.map(({ isFileServer, workload, pod }) => (isFileServer ? t('fileBrowser') : (workload ?? pod))),
    ),
  ]
  const [first] = names
  if (first === undefined) return <span className="text-quiet">{t('nobody')}</span>
  return (
    <span
      className="inline-block max-w-48 truncate align-bottom"
      data-tip={names.length > 1 ? names.join(', ') : undefined}
    >
      {t('users', { first, count: names.length - 1 })}
    </span>
  )
}
