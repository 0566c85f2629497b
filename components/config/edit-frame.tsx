'use client'

import { type ReactNode, useState } from 'react'
import { FormDialog } from '#components/form/form-dialog.tsx'
import type { ConfigItem } from '#lib/config/schema.ts'
import type { ConfigRights } from './config-rights.ts'
import { RestartOffer } from './restart-offer.tsx'

interface EditFrameProps {
  title: string
  description?: string
  rights: ConfigRights
  onClose: () => void
  /** The form, and where it reports to. */
  children: (reports: EditReports) => ReactNode
}

export interface EditReports {
  onBusyChange: (isBusy: boolean) => void
  onSaved: (item: ConfigItem) => void
}

/** What changing a ConfigMap and a Secret have in common: whoever uses it has read the old values. */
export function EditFrame({ title, description, rights, onClose, children }: EditFrameProps) {
  const [saved, setSaved] = useState<ConfigItem | null>(null)
  const onSaved = (item: ConfigItem) => (item.usedBy.length > 0 ? setSaved(item) : onClose())
  return (
    <FormDialog size="wide" title={title} description={saved ? undefined : description} onClose={onClose}>
      {(onBusyChange) =>
        saved ? <RestartOffer item={saved} rights={rights} onClose={onClose} /> : children({ onBusyChange, onSaved })
      }
    </FormDialog>
  )
}
