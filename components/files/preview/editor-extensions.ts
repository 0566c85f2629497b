import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, LanguageDescription } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { editorLook } from './editor-look.ts'

export interface EditorOptions {
  /** Read aloud. */
  label: string
  isEditable: boolean
  lineEnd: '\n' | '\r\n'
  /** The editor's own words in the reader's language. */
  phrases: Record<string, string>
  onChange?: () => void
  onSave?: () => void
}

/** The page's nonce: the browser's policy lets only styles in that carry it. */
function getPageNonce(): string {
  return document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? ''
}

export function buildExtensions(options: EditorOptions): Extension[] {
  const { label, isEditable, lineEnd, phrases, onChange, onSave } = options
  return [
    EditorView.cspNonce.of(getPageNonce()),
    EditorState.phrases.of(phrases),
    EditorState.lineSeparator.of(lineEnd),
    EditorState.readOnly.of(!isEditable),
    EditorView.editable.of(isEditable),
    // Without a caret it is still reached and scrolled by keyboard.
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    EditorView.lineWrapping,
    lineNumbers(),
    foldGutter(),
    highlightSpecialChars(),
    highlightSelectionMatches(),
    bracketMatching(),
    search({ top: true }),
    ...(isEditable ? [history(), drawSelection(), indentOnInput(), highlightActiveLine()] : []),
    keymap.of([
      ...(onSave ? [{ key: 'Mod-s', preventDefault: true, run: () => (onSave(), true) }] : []),
      ...searchKeymap,
      ...foldKeymap,
      ...(isEditable ? [...historyKeymap, ...defaultKeymap, indentWithTab] : []),
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange?.()
    }),
    editorLook,
  ]
}

/** A place for the language, which comes later and by its own piece of code. */
export class LanguageSlot {
  readonly #slot = new Compartment()

  readonly extension: Extension = this.#slot.of([])

  /** Nothing happens for names that say nothing, and when the code does not come. */
  async load(view: EditorView, name: string): Promise<void> {
    const { languages } = await import('@codemirror/language-data')
    const support = await LanguageDescription.matchFilename(languages, name)?.load()
    if (support && view.dom.isConnected) view.dispatch({ effects: this.#slot.reconfigure(support) })
  }
}
