import { expect, test } from 'vitest'
import { explain } from './explain.ts'
import { indexObjects } from './objects-index.ts'
import { readRecordings, toRecordedObjects } from './testing/recordings.ts'
import { readExplanation } from './testing/sentences.ts'

const recordings = await readRecordings()

test('the reasons that people meet are recorded on a real cluster', () => {
  expect(recordings.length).toBeGreaterThan(80)
})

test.each(recordings)('$name: $how', ({ at, expected, objects, ...extras }) => {
  const index = indexObjects(toRecordedObjects(objects, extras))
  const [workload] = index.workloads
  expect(workload).toBeDefined()
  const explanation = explain(workload!, index, Date.parse(at))
  expect(explanation).toMatchObject(expected)
  expect(readExplanation(explanation)).not.toContain('')
})
