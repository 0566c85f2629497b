import { expect, test } from 'vitest'
import { explain } from './explain.ts'
import { indexObjects } from './objects-index.ts'
import { toClusterObjects } from './objects-read.ts'
import { readRecordings } from './testing/recordings.ts'
import { readExplanation } from './testing/sentences.ts'

test('what a real cluster sent is explained as it was recorded', async () => {
  for (const { name, at, expected, objects } of await readRecordings()) {
    const index = indexObjects(toClusterObjects(objects))
    const [workload] = index.workloads
    expect(workload, name).toBeDefined()
    const explanation = explain(workload!, index, Date.parse(at))
    expect({ name, ...explanation }).toMatchObject({ name, ...expected })
    expect(readExplanation(explanation)).not.toContain('')
  }
})
