'use client'

import { useTranslations } from 'next-intl'
import { Banner } from '#components/feedback/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import type { EditForm } from '#lib/workloads/schema-offer.ts'
import type { HandEditConflict } from './hand-edit-choices.ts'
import { HandEditNote } from './hand-edit-note.tsx'
import type { LaunchField } from './launch-sections.ts'
import type { LaunchValues } from './launch-values.ts'
import { useLaunchTexts } from './use-launch-texts.ts'

/** Somebody else was first, or has set by hand what this would overwrite. */
export type Conflict = { kind: 'changed'; theirs: LaunchField[]; both: LaunchField[] } | HandEditConflict

interface EditNotesProps {
  form: Pick<EditForm, 'unknown' | 'handEdits'>
  conflict: Conflict | null
  /** What is there. */
  base: LaunchValues
  onConflict: (conflict: Conflict) => void
  /** Gives up what was changed here of these fields. */
  onTakeTheirs: (fields: readonly LaunchField[]) => void
}

/** What to know before an edit: parts that the form cannot hold, what was set by hand, and who was first. */
export function EditNotes({ form, conflict, base, onConflict, onTakeTheirs }: EditNotesProps) {
  const t = useTranslations('launchPage.edit')
  const { unknown, handEdits } = form
  return (
    <>
      {conflict?.kind === 'changed' && <ChangedNote {...conflict} onTakeTheirs={onTakeTheirs} />}
      {conflict?.kind === 'by-hand' && (
        <HandEditNote conflict={conflict} base={base} onChoose={(choices) => onConflict({ ...conflict, choices })} />
      )}
      {unknown.length > 0 && (
        <Banner tone="warning">
          <p>{t('unknown')}</p>
          <ul className="mt-1 list-disc ps-5 font-mono text-table">
            {unknown.map((part) => (
              <li key={part}>{part}</li>
            ))}
          </ul>
        </Banner>
      )}
      {handEdits.length > 0 && conflict?.kind !== 'by-hand' && (
        <Banner>
          <p>{t('handEdits')}</p>
          <ul className="mt-1 list-disc ps-5 font-mono text-table">
            {handEdits.map((edit) => (
              <li key={edit}>{edit}</li>
            ))}
          </ul>
        </Banner>
      )}
    </>
  )
}

interface ChangedNoteProps extends Pick<EditNotesProps, 'onTakeTheirs'> {
  theirs: LaunchField[]
  both: LaunchField[]
}

function ChangedNote({ theirs, both, onTakeTheirs }: ChangedNoteProps) {
  const t = useTranslations('launchPage.edit')
  const { getLabel } = useLaunchTexts()
  const toNames = (fields: readonly LaunchField[]) => fields.map((field) => getLabel(field)).join(', ')
  return (
    <Banner
      tone="warning"
      isNews
      actions={
        both.length > 0 && (
          <Button size="small" onClick={() => onTakeTheirs(both)}>
            {t('takeTheirs')}
          </Button>
        )
      }
    >
      <p>{theirs.length > 0 ? t('changedSince', { names: toNames(theirs) }) : t('changedOtherwise')}</p>
      {both.length > 0 && <p>{t('changedBoth', { names: toNames(both) })}</p>}
    </Banner>
  )
}
