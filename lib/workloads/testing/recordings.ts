import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'

const FOLDER = path.join(import.meta.dirname, 'recordings')

const recordingSchema = z.object({
  /** What was done to bring it about. */
  how: z.string().min(1),
  kubernetes: z.string().min(1),
  /** The clock of the moment at which the objects were read. */
  at: z.iso.datetime({ offset: true }),
  expected: z.object({
    state: z.string(),
    reason: z.string(),
    parameters: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  }),
  /** As the API server sent them. */
  objects: z.array(
    z.looseObject({
      apiVersion: z.string(),
      kind: z.string(),
      metadata: z.looseObject({ name: z.string() }),
    }),
  ),
})

export interface Recording extends Omit<z.output<typeof recordingSchema>, 'objects'> {
  name: string
  objects: KubeObject[]
}

/** Object sets of a real cluster, one file each in recordings/; throws for a file that is none. */
export async function readRecordings(): Promise<Recording[]> {
  const files = await Array.fromAsync(glob('*.json', { cwd: FOLDER }))
  return Promise.all(
    files.toSorted().map(async (file) => ({
      ...recordingSchema.parse(JSON.parse(await readFile(path.join(FOLDER, file), 'utf8'))),
      name: path.basename(file, '.json'),
    })),
  )
}
