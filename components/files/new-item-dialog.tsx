'use client'

import { useTranslations } from 'next-intl'
import { type SubmitEvent, useId, useState } from 'react'
import { Field } from '#components/form/field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { DialogFooter } from '#components/ui/dialog-footer.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { joinPath, toWireName } from '#lib/files/protocol/wire-path.ts'
import { useFileTasks } from './file-tasks.tsx'
import { checkName } from './name-check.ts'

interface NewItemDialogProps {
  kind: 'folder' | 'file'
  /** Where; a path of the wire. */
  folder: string
  onClose: () => void
  /** The name of the wire. */
  onMade: (name: string) => void
}

export default function NewItemDialog({ kind, folder, onClose, onMade }: NewItemDialogProps) {
  const t = useTranslations('files')
  const tasks = useFileTasks()
  const [name, setName] = useState(kind === 'file' ? t('new.fileName') : t('new.folderName'))
  const [isBusy, setIsBusy] = useState(false)
  const problem = checkName(name, { isAtRoot: folder === '' })
  const id = useId()
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (problem || isBusy) return
    setIsBusy(true)
    const wire = toWireName(name)
    const isDone = await tasks.make(kind, joinPath(folder, wire))
    setIsBusy(false)
    if (!isDone) return
    onClose()
    onMade(wire)
  }
  return (
    <Dialog isOpen size="small" onOpenChange={(isOpen) => !isOpen && onClose()} title={t(`new.${kind}`)}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        <Field label={t('new.name')} error={problem ? t(`names.${problem}`) : undefined}>
          {(control) => (
            <TextInput
              {...control}
              id={control.id ?? id}
              autoComplete="off"
              spellCheck={false}
              value={name}
              onFocus={(event) => event.target.select()}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <DialogFooter>
          <Button onClick={onClose}>{t('new.cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            isBusy={isBusy}
            disabledReason={problem ? t(`names.${problem}`) : null}
          >
            {t(`new.make.${kind}`)}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
