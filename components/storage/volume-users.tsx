import { useTranslations } from 'next-intl'
import { Link } from '#components/ui/link.tsx'
import { routes } from '#lib/routes.ts'
import type { Volume } from '#lib/storage/schema.ts'

/** Who has the volume mounted now, in a line. */
export function VolumeUsers({ space, mountedBy }: Pick<Volume, 'space' | 'mountedBy'>) {
  const t = useTranslations('storagePage')
  const names = [
    ...new Set(
      mountedBy.map(({ isFileServer, workload, pod }) => (isFileServer ? t('fileBrowser') : (workload ?? pod))),
    ),
  ]
  const [first] = names
  const workload = mountedBy.find((mount) => mount.workload === first && mount.workloadKind !== null)
  if (first === undefined) return <span className="text-quiet">{t('nobody')}</span>
  return (
    <span
      // Figures of equal width would widen the hyphens of names.
      className="inline-block max-w-36 truncate align-bottom normal-nums"
      data-tip={names.join(', ')}
    >
      {t.rich('users', {
        first: () =>
          workload?.workload && workload.workloadKind ? (
            // Above the ground of the row, which leads to the volume.
            <Link
              variant="quiet"
              href={routes.workload(space, { kind: workload.workloadKind, name: workload.workload })}
              className="relative z-10"
            >
              {first}
            </Link>
          ) : (
            first
          ),
        count: names.length - 1,
      })}
    </span>
  )
}
