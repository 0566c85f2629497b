'use client'

import { useTranslations } from 'next-intl'
import { Banner } from '#components/feedback/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import type { EditForm } from '#lib/workloads/schema-offer.ts'
import type { LaunchField } from './launch-sections.ts'
import { useLaunchTexts } from './use-launch-texts.ts'

/** Somebody else was first, or has set by hand what this would overwrite. */
export type Conflict =
  | { kind: 'changed'; theirs: LaunchField[]; both: LaunchField[] }
  | { kind: 'by-hand'; fields: LaunchField[] }

interface EditNotesProps {
  form: Pick<EditForm, 'unknown' | 'handEdits'>
  conflict: Conflict | null
  /** Gives up what was changed here of these fields. */
  onTakeTheirs: (fields: readonly LaunchField[]) => void
}

/** What to know before an edit: parts that the form cannot hold, what was set by hand, and who was first. */
export function EditNotes({ form, conflict, onTakeTheirs }: EditNotesProps) {
  const t = useTranslations('launchPage.edit')
  const { unknown, handEdits } = form
  return (
    <>
      {conflict && <ConflictNote conflict={conflict} onTakeTheirs={onTakeTheirs} />}
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
      {handEdits.length > 0 && (
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

function ConflictNote({ conflict, onTakeTheirs }: { conflict: Conflict } & Pick<EditNotesProps, 'onTakeTheirs'>) {
  const t = useTranslations('launchPage.edit')
  const { getLabel } = useLaunchTexts()
  const toNames = (fields: readonly LaunchField[]) => fields.map((field) => getLabel(field)).join(', ')
  if (conflict.kind === 'by-hand') {
    const { fields } = conflict
    return (
      <Banner
        tone="warning"
        isNews
        actions={
          fields.length > 0 && (
            <Button size="small" onClick={() => onTakeTheirs(fields)}>
              {t('leaveAlone')}
            </Button>
          )
        }
      >
        {t('byHand', { names: toNames(fields), count: fields.length })}
      </Banner>
    )
  }
  const { theirs, both } = conflict
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
