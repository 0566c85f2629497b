import { expect, test } from 'vitest'
import { formatWords, parseWords } from './words.ts'

test.each<[string, string[]]>([
  ['', []],
  ['  node   server.mjs\n--port=80 ', ['node', 'server.mjs', '--port=80']],
  [`sh -c 'trap "exit 0" TERM; wait $!'`, ['sh', '-c', 'trap "exit 0" TERM; wait $!']],
  [String.raw`echo "a \"b\" \n" c\ d ''`, ['echo', String.raw`a "b" \n`, 'c d', '']],
  [`a'b'"c"`, ['abc']],
])('%j is %j', (text, words) => {
  expect(parseWords(text)).toEqual({ words, isOpen: false })
})

test('a quote that is never closed is told of', () => {
  expect(parseWords(`sh -c 'wait`)).toEqual({ words: ['sh', '-c', 'wait'], isOpen: true })
})

test.each([
  [['/bin/sh', '-c', 'trap "exit 0" TERM; while :; do sleep 3600 & wait $!; done']],
  [["it's", '', 'a\\b', `both ' and "`, 'two\nlines', '--x=$HOME', String.raw`'\"`]],
  [[]],
])('%j is written so that it reads back', (words) => {
  expect(parseWords(formatWords(words))).toEqual({ words, isOpen: false })
})
