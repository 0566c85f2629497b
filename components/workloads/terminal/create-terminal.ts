import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { onThemeChange, readTheme, withStyleNonce } from './terminal-look.ts'

export interface TerminalScreen {
  terminal: Terminal
  setReadAloud: (isReadAloud: boolean) => void
  dispose: () => void
}

export interface ScreenOptions {
  /** Of the box that is typed into; read aloud. */
  label: string
  /** The id of the text that says how the keyboard gets out. */
  helpId: string
  isReadAloud: boolean
  onLeave: () => void
}

const SCROLLBACK_LINES = 5000
/** WCAG 1.4.3; programs choose their colours for black. */
const CONTRAST = 4.5

/** A terminal that fills the box, in the colours and letters of the page. */
export async function createTerminal(box: HTMLElement, options: ScreenOptions): Promise<TerminalScreen> {
  const { fontFamily, fontSize } = getComputedStyle(box)
  // Measured with a letter of the final font, or all columns would be off.
  await document.fonts.load(`${fontSize} ${fontFamily}`).catch(() => [])
  const terminal = new Terminal({
    fontFamily,
    fontSize: Number.parseFloat(fontSize),
    lineHeight: 1.25,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    scrollback: SCROLLBACK_LINES,
    minimumContrastRatio: CONTRAST,
    screenReaderMode: options.isReadAloud,
    theme: readTheme(),
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  terminal.attachCustomKeyEventHandler((event) => handleKey(event, terminal, options.onLeave))
  withStyleNonce(() => terminal.open(box))
  terminal.textarea?.setAttribute('aria-label', options.label)
  terminal.textarea?.setAttribute('aria-describedby', options.helpId)
  fit.fit()
  const observer = new ResizeObserver(() => fit.fit())
  observer.observe(box)
  const endTheme = onThemeChange(() => {
    terminal.options.theme = readTheme()
  })
  const dispose = () => {
    observer.disconnect()
    endTheme()
    terminal.dispose()
  }
  const setReadAloud = (isReadAloud: boolean) => {
    terminal.options.screenReaderMode = isReadAloud
  }
  return { terminal, setReadAloud, dispose }
}

/** Answers false for keys that are not the program's. */
function handleKey(event: KeyboardEvent, terminal: Terminal, onLeave: () => void): boolean {
  if (event.type !== 'keydown' || !event.ctrlKey || !event.shiftKey) return true
  switch (event.code) {
    case 'KeyX':
      event.preventDefault()
      onLeave()
      return false
    case 'KeyC':
      // The browser would open its developer tools.
      event.preventDefault()
      if (terminal.hasSelection()) void navigator.clipboard?.writeText(terminal.getSelection()).catch(() => {})
      return false
    case 'KeyV':
      // The browser pastes into the box by itself, without asking for leave.
      return false
    default:
      return true
  }
}
