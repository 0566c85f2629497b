import { expect, test } from 'vitest'
import { toPlainText, toSpans } from './log-text.ts'

const ESC = '\u001B'

test.each([
  ['plain <b>text</b>', [['plain <b>text</b>', '']]],
  [
    `${ESC}[31mred${ESC}[0m and ${ESC}[1;32mgreen`,
    [
      ['red', 'text-log-red'],
      [' and ', ''],
      ['green', 'font-semibold text-log-green'],
    ],
  ],
  [
    `${ESC}[1mbold ${ESC}[4mboth`,
    [
      ['bold ', 'font-semibold'],
      ['both', 'font-semibold underline'],
    ],
  ],
  [`${ESC}[94mbright`, [['bright', 'text-log-blue font-medium']]],
  [`${ESC}[41;97m on red `, [[' on red ', 'bg-danger-soft text-ink font-medium']]],
  [`${ESC}[7;32mreversed`, [['reversed', 'bg-good-soft text-ink']]],
  [`${ESC}[38;5;196mpalette`, [['palette', 'text-log-red']]],
  [`${ESC}[38;5;245mgrey`, [['grey', 'text-ink']]],
  [`${ESC}[38;2;80;200;255mexact`, [['exact', 'text-log-cyan']]],
  // A title, a link, the cursor and a broken sequence do nothing.
  [`${ESC}]0;title\u0007a${ESC}[2Jb${ESC}]8;;javascript:x${ESC}\\c${ESC}[`, [['abc', '']]],
  ['10 %\r50 %\r100 %\r', [['100 %', '']]],
  ['a\u0000b\tc', [['ab\tc', '']]],
  ['', []],
])('%j is shown as %j', (text, spans) => {
  expect(toSpans(text).map((span) => [span.text, span.className])).toEqual(spans)
  expect(toPlainText(text)).toBe(spans.map(([piece]) => piece).join(''))
})
