import { expect, test } from 'vitest'
import { buildSparklinePath } from './sparkline-path.ts'

test('the line goes from the first to the last value, the largest at the top', () => {
  expect(buildSparklinePath([0, 5, 10], 10)).toEqual({
    line: 'M0 100 L50 50 L100 0',
    area: 'M0 100 L0 100 L50 50 L100 0 L100 100Z',
  })
})

test('where nothing was measured the line is broken, and nothing is invented', () => {
  const { line, area } = buildSparklinePath([10, 10, null, 10, 10], 10)
  expect(line).toBe('M0 0 L25 0 M75 0 L100 0')
  expect(area).toBe('M0 100 L0 0 L25 0 L25 100Z M75 100 L75 0 L100 0 L100 100Z')
})

test('a single value is a point without an area', () => {
  expect(buildSparklinePath([null, 4, null], 4)).toEqual({ line: 'M50 0 L50 0', area: '' })
  expect(buildSparklinePath([4], 4)).toEqual({ line: 'M0 0 L0 0', area: '' })
})

test('nothing measured draws nothing', () => {
  expect(buildSparklinePath([], 1)).toEqual({ line: '', area: '' })
  expect(buildSparklinePath([null, null], 1)).toEqual({ line: '', area: '' })
})
