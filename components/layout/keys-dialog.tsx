'use client'

import { useTranslations } from 'next-intl'
import { Dialog } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { setSingleKeys, useSingleKeys } from '#components/ui/single-keys.ts'
import { Switch } from '#components/ui/switch.tsx'
import { useModKey } from './use-mod-key.ts'

/** The keys, and the switch for those that act alone. */
export default function KeysDialog({
  isOpen,
  onOpenChange,
}: {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}) {
  const t = useTranslations('layout.keys')
  const areSingleKeysOn = useSingleKeys()
  const keys = [
    { keys: `${useModKey()} K`, text: t('commands') },
    { keys: '/', text: t('filter') },
    { keys: '?', text: t('help') },
    { keys: '↑ ↓', text: t('move') },
    { keys: 'Esc', text: t('close') },
  ]
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={t('title')} size="small">
      <dl className="grid gap-2">
        {keys.map((key) => (
          <div key={key.keys} className="flex items-center justify-between gap-4">
            <dt>{key.text}</dt>
            <dd>
              <Kbd keys={key.keys} />
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-5 border-t border-line pt-4">
        <Switch
          label={t('off')}
          description={t('offText')}
          checked={areSingleKeysOn}
          onChange={(event) => setSingleKeys(event.target.checked)}
        />
      </div>
    </Dialog>
  )
}
