import type { ITheme } from '@xterm/xterm'

/** The colours of the page as values, because xterm.js computes with them. */
export function readTheme(): ITheme {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const isDark = style.colorScheme === 'dark'
  const [dark, light] = isDark ? ['line-control', 'ink'] : ['ink', 'line-control']
  const hues = {
    red: token('log-red'),
    green: token('log-green'),
    yellow: token('log-yellow'),
    blue: token('log-blue'),
    magenta: token('log-magenta'),
    cyan: token('log-cyan'),
  }
  return {
    background: token('surface'),
    foreground: token('ink'),
    cursor: token('accent'),
    cursorAccent: token('surface'),
    selectionBackground: token('accent-soft'),
    selectionInactiveBackground: token('sunken'),
    scrollbarSliderBackground: token('line-control'),
    scrollbarSliderHoverBackground: token('line-strong'),
    scrollbarSliderActiveBackground: token('line-strong'),
    black: token(dark),
    white: token(light),
    brightBlack: token('quiet'),
    brightWhite: token('ink'),
    ...hues,
    brightRed: hues.red,
    brightGreen: hues.green,
    brightYellow: hues.yellow,
    brightBlue: hues.blue,
    brightMagenta: hues.magenta,
    brightCyan: hues.cyan,
  }
}

/** Calls back when the page becomes light or dark. Returns how to end that. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] })
  return () => observer.disconnect()
}

/**
 * xterm.js makes style elements of its own while it opens. The security policy lets in only those with the page's nonce,
 * and there is no option for it: https://github.com/xtermjs/xterm.js/issues/4445
 */
export function withStyleNonce(open: () => void): void {
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? ''
  const create = document.createElement.bind(document)
  const createWithNonce = (name: string, options?: ElementCreationOptions) => {
    const element = create(name, options)
    if (element instanceof HTMLStyleElement) element.nonce = nonce
    return element
  }
  Object.defineProperty(document, 'createElement', { value: createWithNonce, configurable: true })
  try {
    open()
  } finally {
    // The one of the prototype shows again.
    Reflect.deleteProperty(document, 'createElement')
  }
}
