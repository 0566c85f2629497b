import Anser from 'anser'

/** A piece of a line that looks the same throughout. */
export interface TextSpan {
  text: string
  className: string
}

const ESCAPE = '\u001B'
const BELL = '\u0007'
const END = `(?:${BELL}|${ESCAPE}\\\\)?`
/** Colours are read; all else that a terminal would act upon is left out: titles, links, movements of the cursor. */
const OTHER_SEQUENCES = new RegExp(
  [
    `${ESCAPE}\\][^${BELL}${ESCAPE}]*${END}`,
    `${ESCAPE}[PX^_][^${ESCAPE}]*${END}`,
    `${ESCAPE}\\[[0-9:;<=>?]*[ -/]*[@-ln-~]`,
    `${ESCAPE}[ -/]*[0-OQ-WYZ\\\\\`-~]`,
  ].join('|'),
  'g',
)
const COLOURS = new RegExp(`${ESCAPE}\\[[0-9:;]*m`, 'g')
/** Of a sequence that never ended. */
const REST = new RegExp(`${ESCAPE}\\[?`, 'g')
const CONTROLS = /\p{Cc}/gu
const ANY_CONTROL = /\p{Cc}/u

const TEXT_CLASSES: Record<string, string> = {
  'ansi-black': 'text-quiet',
  'ansi-red': 'text-log-red',
  'ansi-green': 'text-log-green',
  'ansi-yellow': 'text-log-yellow',
  'ansi-blue': 'text-log-blue',
  'ansi-magenta': 'text-log-magenta',
  'ansi-cyan': 'text-log-cyan',
  'ansi-white': 'text-ink',
}

const GROUND_CLASSES: Record<string, string> = {
  'ansi-red': 'bg-danger-soft text-ink',
  'ansi-green': 'bg-good-soft text-ink',
  'ansi-yellow': 'bg-warning-soft text-ink',
  'ansi-blue': 'bg-info-soft text-ink',
  'ansi-cyan': 'bg-accent-soft text-ink',
}

const DECORATION_CLASSES: Record<string, string> = {
  bold: 'font-semibold',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'line-through',
  dim: 'text-quiet',
}

/** What stands there when a program wrote it to a terminal: without colours, and of what it wrote over itself only the last. */
export function toPlainText(text: string): string {
  // Most lines, and a search looks at a hundred thousand of them.
  if (!ANY_CONTROL.test(text)) return text
  return clean(text).replaceAll(COLOURS, '').replaceAll(REST, '')
}

function clean(text: string): string {
  const last = text.includes('\r') ? text.slice(text.replace(/\r+$/, '').lastIndexOf('\r') + 1) : text
  const shown = last.includes(ESCAPE) ? last.replaceAll(OTHER_SEQUENCES, '') : last
  return shown.replaceAll(CONTROLS, (one) => (one === '\t' || one === ESCAPE ? one : ''))
}

/** The pieces of a line with classes for their colours; texts only, whatever they contain. */
export function toSpans(text: string): TextSpan[] {
  const shown = clean(text)
  if (!shown.includes(ESCAPE)) return shown === '' ? [] : [{ text: shown, className: '' }]
  const [first = '', ...rest] = shown.split(`${ESCAPE}[`)
  const anser = new Anser()
  const spans = [{ text: first, className: '' }]
  for (const chunk of rest) {
    // One by one, because it hands out the same list of decorations for all of them.
    const {
      content,
      fg,
      bg,
      fg_truecolor: fgExact,
      bg_truecolor: bgExact,
      decorations,
    } = anser.processChunkJson(chunk, { json: true, use_classes: true }, true)
    const className = toClassName({
      text: toHue(fg, fgExact),
      ground: toHue(bg, bgExact),
      decorations,
      isBright: fg?.startsWith('ansi-bright-') ?? false,
    })
    spans.push({ text: content, className })
  }
  return spans
    .map(({ text: piece, className }) => ({ text: piece.replaceAll(ESCAPE, ''), className }))
    .filter((span) => span.text !== '')
}

interface Look {
  text: string | null
  ground: string | null
  decorations: readonly string[]
  isBright: boolean
}

function toClassName({ text, ground, decorations, isBright }: Look): string {
  const isReversed = decorations.includes('reverse')
  const behind = isReversed ? (text ?? 'ansi-white') : ground
  const classes = decorations.flatMap((name) => DECORATION_CLASSES[name] ?? [])
  if (behind !== null) classes.push(GROUND_CLASSES[behind] ?? 'bg-hover text-ink')
  else if (text !== null) classes.push(TEXT_CLASSES[text] ?? 'text-ink')
  // Bright colours have no tokens of their own: on either ground, what stands out is the weight.
  if (isBright && !classes.includes('font-semibold')) classes.push('font-medium')
  return [...new Set(classes)].join(' ')
}

const HUES: [name: string, hue: number][] = [
  ['ansi-red', 0],
  ['ansi-yellow', 55],
  ['ansi-green', 120],
  ['ansi-cyan', 185],
  ['ansi-blue', 225],
  ['ansi-magenta', 300],
  ['ansi-red', 360],
]
const GREY_SATURATION = 0.2

/** One of the eight colours, the nearest for those of larger palettes; null: none is set. */
function toHue(name: string | null, exact: string | null): string | null {
  if (name === null) return null
  if (!name.startsWith('ansi-palette-') && name !== 'ansi-truecolor') return name.replace('ansi-bright-', 'ansi-')
  const [red = 0, green = 0, blue = 0] = (exact ?? toPaletteColour(name)).split(',').map(Number)
  const [low, high] = [Math.min(red, green, blue), Math.max(red, green, blue)]
  if (high - low < GREY_SATURATION * 255) return high < 128 ? 'ansi-black' : 'ansi-white'
  const hue = getHue({ red, green, blue, high, spread: high - low })
  return HUES.toSorted((a, b) => Math.abs(a[1] - hue) - Math.abs(b[1] - hue))[0]?.[0] ?? null
}

function getHue(colour: { red: number; green: number; blue: number; high: number; spread: number }): number {
  const { red, green, blue, high, spread } = colour
  if (high === red) return (((green - blue) / spread) * 60 + 360) % 360
  return high === green ? ((blue - red) / spread) * 60 + 120 : ((red - green) / spread) * 60 + 240
}

const LEVELS = [0, 95, 135, 175, 215, 255]

/** https://en.wikipedia.org/wiki/ANSI_escape_code#8-bit */
function toPaletteColour(name: string): string {
  const number = Number(name.slice('ansi-palette-'.length))
  if (number >= 232) return Array.from({ length: 3 }, () => 8 + (number - 232) * 10).join(',')
  const place = number - 16
  return [Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map((level) => LEVELS[level] ?? 0).join(',')
}
