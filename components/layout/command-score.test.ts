import { expect, test } from 'vitest'
import { scoreCommand } from './command-score.ts'

test.each([
  ['', ['Storage'], 1],
  ['sto', ['Storage'], 1],
  ['create vol', ['Create volume'], 1],
  ['vol', ['Create volume'], 0.8],
  ['vol create', ['Create volume'], 0.8],
  ['disk', ['Create volume', 'disk'], 0.5],
  ['dark theme', ['Dark', 'Theme'], 0.5],
  ['dark', ['Workloads'], 0],
  ['olume', ['Create volume'], 0],
  ['配額', ['我的配額'], 0.8],
  ['k3f9', ['group-k3f9-disk'], 0.8],
  ['x', [], 0],
] as const)('%j on %j scores %d', (search, words, score) => {
  expect(scoreCommand(search, words)).toBe(score)
})
