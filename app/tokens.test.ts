import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const sheet = readFileSync(path.join(import.meta.dirname, 'globals.css'), 'utf8')

function readTokens(selector: string): Map<string, string> {
  const start = sheet.indexOf(`\n${selector} {`)
  const block = sheet.slice(start, sheet.indexOf('\n}', start))
  return new Map([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]))
}

// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
function getLuminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function getContrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [getLuminance(a), getLuminance(b)].toSorted((one, other) => one - other)
  return (light + 0.05) / (dark + 0.05)
}

const GROUNDS = ['ground', 'surface', 'sunken', 'hover']
const STATES = ['accent', 'good', 'warning', 'danger', 'info']
/** What programs colour their output with. */
const LOG = ['log-red', 'log-green', 'log-yellow', 'log-blue', 'log-magenta', 'log-cyan']

const TEXT_PAIRS = [
  ...GROUNDS.flatMap((ground) => ['ink', 'quiet', ...STATES, ...LOG].map((text) => [text, ground] as const)),
  ...STATES.flatMap((state) => [
    [state, `${state}-soft`] as const,
    ['ink', `${state}-soft`] as const,
    ['quiet', `${state}-soft`] as const,
  ]),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-strong'],
] as const

const SHAPE_PAIRS = ['ground', 'surface', 'sunken'].map((ground) => ['line-strong', ground] as const)

describe.each([':root', "[data-theme='dark']"])('%s', (selector) => {
  const tokens = readTokens(selector)
  const measure = (one: string, other: string) => getContrast(tokens.get(one)!, tokens.get(other)!)

  test.each(TEXT_PAIRS)('text in %s on %s has a contrast of 4.5', (text, ground) => {
    expect(measure(text, ground)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(SHAPE_PAIRS)('the edge %s of a control on %s has a contrast of 3', (line, ground) => {
    expect(measure(line, ground)).toBeGreaterThanOrEqual(3)
  })
})

test('both themes define the same colours', () => {
  expect([...readTokens("[data-theme='dark']").keys()]).toEqual([...readTokens(':root').keys()])
})
