import { useTranslations } from 'next-intl'
import { useMemo } from 'react'

/** https://codemirror.net/examples/translate/ */
export function useEditorPhrases(): Record<string, string> {
  const t = useTranslations('files.preview.editor')
  return useMemo(
    () => ({
      Find: t('find'),
      Replace: t('replace'),
      next: t('next'),
      previous: t('previous'),
      all: t('all'),
      'match case': t('matchCase'),
      regexp: t('regexp'),
      'by word': t('byWord'),
      replace: t('replace'),
      'replace all': t('replaceAll'),
      close: t('close'),
      'Go to line': t('goToLine'),
      go: t('go'),
      'Folded lines': t('folded'),
      'Unfolded lines': t('unfolded'),
      'Fold line': t('fold'),
      'Unfold line': t('unfold'),
      'folded code': t('folded'),
      unfold: t('unfold'),
      '$ unchanged lines': t('unchanged'),
      'Control character': t('controlCharacter'),
    }),
    [t],
  )
}
