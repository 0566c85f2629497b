import { expect, test } from 'vitest'
import { listMachineProblems, listNodeProblems, toTypedCommand } from './machine.mjs'

test('Linux and root will do', () => {
  expect(listMachineProblems({ platform: 'linux', userId: 0, command: 'npm test' })).toEqual([])
})

test.each([
  ['darwin', 0, 'runs on Linux only, and this is darwin'],
  ['linux', 1000, 'run `sudo npm test`'],
])('%s as user %i is told what to do', (platform, userId, message) => {
  const problems = listMachineProblems({ platform, userId, command: 'npm test' })
  expect(problems).toEqual([expect.stringContaining(message)])
})

test('Node.js 18 will do, 16 will not', () => {
  expect(listNodeProblems('18.0.0')).toEqual([])
  expect(listNodeProblems('24.21.0')).toEqual([])
  expect(listNodeProblems('16.20.2')).toEqual([expect.stringContaining('this is 16.20.2')])
})

test.each([
  ['predemo', 'npm run demo'],
  ['test', 'npm test'],
  [undefined, 'node scripts/setup.mjs cluster'],
])('npm script %s was typed as %s', (script, command) => {
  expect(toTypedCommand(script)).toBe(command)
})
