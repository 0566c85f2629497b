import { useTranslations } from 'next-intl'
import { useMemo } from 'react'

const KNOWN = ['ReadWriteOnce', 'ReadWriteMany', 'ReadOnlyMany', 'ReadWriteOncePod'] as const
type KnownMode = (typeof KNOWN)[number]

function isKnown(mode: string): mode is KnownMode {
  return KNOWN.includes(mode as KnownMode)
}

/** Says in plain words how a volume may be used; the word of Kubernetes where there is no other. */
export function useAccessModeTexts() {
  const t = useTranslations('storagePage.accessModes')
  return useMemo(
    () => ({
      getLabel: (mode: string) => (isKnown(mode) ? t(mode) : mode),
      getText: (mode: string) => (isKnown(mode) ? t(`${mode}Text`) : null),
    }),
    [t],
  )
}
