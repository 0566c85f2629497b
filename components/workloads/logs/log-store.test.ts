import { expect, test } from 'vitest'
import { LogStore } from './log-store.ts'
import type { LogLine } from '#lib/workloads/schema-logs.ts'

function start() {
  const frames: (() => void)[] = []
  const store = new LogStore((run) => frames.push(run))
  const frame = () => {
    for (const run of frames.splice(0)) run()
  }
  return { store, frame }
}

const at = (second: number) => `2026-11-24T12:00:0${second}.000000000Z`

test('lines are taken over once in a frame, and whoever reads waits meanwhile', async () => {
  const { store, frame } = start()
  let told = 0
  store.subscribe(() => (told += 1))
  void store.add({ type: 'source', id: 1, pod: 'web-1', container: 'web', restarts: 0 })
  void store.add({
    type: 'lines',
    lines: [
      [1, at(1), 'one'],
      [1, at(1), 'two', 20_000],
    ],
  })
  void store.add({ type: 'skipped', count: 7 })
  const room = store.add({ type: 'mark', source: 1, mark: 'ended', exitCode: 1, reason: 'Error', at: at(2) })
  expect(room).toBeInstanceOf(Promise)
  expect([told, store.buffer.length]).toEqual([0, 0])
  frame()
  await room
  expect(told).toBe(1)
  expect(store.buffer.toArray().map((item) => (item.kind === 'line' ? item.text : item.kind))).toEqual([
    'one',
    'two',
    'skipped',
    'mark',
  ])
  expect(store.buffer.at(1)).toMatchObject({ fullBytes: 20_000, source: { pod: 'web-1' } })
})

test('it knows how far it is in each log, over several streams', () => {
  const { store, frame } = start()
  const add = (pod: string, id: number, lines: LogLine[]) => {
    void store.add({ type: 'source', id, pod, container: 'web', restarts: 0 })
    void store.add({ type: 'lines', lines })
    frame()
  }
  add('web-1', 1, [
    [1, at(1), 'a'],
    [1, at(2), 'b'],
    [1, at(2), 'c'],
    [1, '', 'no time'],
  ])
  add('web-2', 2, [[2, at(3), 'd']])
  store.startStream()
  add('web-1', 1, [[1, at(2), 'e']])
  expect(store.listPositions()).toEqual([`web-1/web/${at(2)}/3`, `web-2/web/${at(3)}/1`])
  expect(store.getSnapshot()).toMatchObject({ sourceCount: 2, hasLines: true })
  // Of a source that the new stream has not named, nothing is shown.
  void store.add({ type: 'lines', lines: [[2, at(4), 'lost']] })
  frame()
  expect(store.buffer.length).toBe(6)
})
