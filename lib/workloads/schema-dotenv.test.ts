import { expect, test } from 'vitest'
import { parseEnvironmentText } from './schema-dotenv.ts'

const read = (text: string) =>
  Object.fromEntries(parseEnvironmentText(text).variables.map(({ name, value }) => [name, value]))

test.each([
  ['A=1', { A: '1' }],
  ['export A=1\r\nB = two words ', { A: '1', B: 'two words' }],
  ['# nothing\n\n  A=1 # one', { A: '1' }],
  ['A=a#b', { A: 'a#b' }],
  ['A=', { A: '' }],
  ['A=#', { A: '' }],
  [`A='x # $Y \\n'`, { A: 'x # $Y \\n' }],
  [String.raw`A="x\ny\t\"z\" \$Y \q"`, { A: 'x\ny\t"z" $Y \\q' }],
  ['A="one\ntwo" # end\nB=3', { A: 'one\ntwo', B: '3' }],
  ['A=`a"b\'c`', { A: 'a"b\'c' }],
  ['\uFEFFA=1', { A: '1' }],
  ['URL=postgres://u:p@host/db?x=1&y=2', { URL: 'postgres://u:p@host/db?x=1&y=2' }],
  ['A=1\nB=2\nA=3', { B: '2', A: '3' }],
  ['__proto__=1', Object.fromEntries([['__proto__', '1']])],
])('%j', (text, expected) => {
  expect(read(text)).toEqual(expected)
  expect(parseEnvironmentText(text).problems).toEqual([])
})

test.each([
  ['A=1\nwhat is this\nB=2', { A: '1', B: '2' }, [2]],
  ['A="open\nB=2', { B: '2' }, [1]],
  ['A="x" y', {}, [1]],
  ['1A=x', {}, [1]],
])('%j has lines that cannot be read', (text, expected, lines) => {
  expect(read(text)).toEqual(expected)
  expect(parseEnvironmentText(text).problems.map(({ line }) => line)).toEqual(lines)
})
