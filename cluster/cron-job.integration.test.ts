import { afterAll, beforeAll, expect, test } from 'vitest'
import { createObject, deleteObject, listObjects } from '#lib/kube/verbs.ts'
import { client, createTestNamespace, waitFor } from './testing/cluster-under-test.ts'
import { buildBoxSpec } from './testing/box.ts'

// It waits for a minute to be full, beside everything else.

let namespace: string
let remove: () => Promise<void>

beforeAll(async () => {
  ;({ namespace, remove } = await createTestNamespace())
})

afterAll(() => remove())

test('a CronJob fires, and a finished Job is removed after its time', async () => {
  await createObject(client, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { namespace, name: 'tick' },
    spec: {
      schedule: '* * * * *',
      jobTemplate: {
        spec: {
          ttlSecondsAfterFinished: 1,
          template: { spec: buildBoxSpec({ command: ['true'], restartPolicy: 'Never' }) },
        },
      },
    },
  })
  const listJobs = () => listObjects(client, { apiVersion: 'batch/v1', kind: 'Job', namespace })
  const [job] = await waitFor('a job', async () => {
    const jobs = await listJobs()
    return jobs.length > 0 && jobs
  })
  await deleteObject(
    client,
    { apiVersion: 'batch/v1', kind: 'CronJob', namespace, name: 'tick' },
    {
      propagationPolicy: 'Orphan',
    },
  )
  const left = await waitFor('the job to be removed', async () => {
    const jobs = await listJobs()
    return jobs.every(({ metadata }) => metadata.uid !== job?.metadata.uid) && jobs
  })
  expect(left).not.toContainEqual(job)
})
