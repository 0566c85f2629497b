import { expect, test } from 'vitest'
import { uploadAcrossClients, uploadAcrossServers } from '../testing/killed-uploads.ts'

const TIMES = 25

test.each([
  ['file server', uploadAcrossServers],
  ['client', uploadAcrossClients],
])('uploads outlive their %s, killed at 25 random bytes', async (_, upload) => {
  for (let time = 0; time < TIMES; time += 1) {
    const { offsetBytes, sizeBytes, digests } = await upload()
    expect(new Set(digests).size, `killed at ${offsetBytes} of ${sizeBytes}`).toBe(1)
  }
})
