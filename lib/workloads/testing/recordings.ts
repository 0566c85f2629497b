import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import type { ClusterObjects } from '../objects-index.ts'
import { parseListeners } from '../objects-listeners.ts'
import { toClusterObjects } from '../objects-read.ts'
import type { RecordingExtras } from './recording-file.ts'

export const RECORDINGS_DIR = path.join(import.meta.dirname, 'recordings')

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
    causes: z.array(z.object({ code: z.string() })).default([]),
  }),
  usage: z.record(z.string(), z.object({ usedBytes: z.int(), capacityBytes: z.int() })).optional(),
  sockets: z.record(z.string(), z.string()).optional(),
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
  const files = await Array.fromAsync(glob('*.json', { cwd: RECORDINGS_DIR }))
  return Promise.all(
    files.toSorted().map(async (file) => ({
      ...recordingSchema.parse(JSON.parse(await readFile(path.join(RECORDINGS_DIR, file), 'utf8'))),
      name: path.basename(file, '.json'),
    })),
  )
}

/** All that there was to explain by. */
export function toRecordedObjects(objects: readonly KubeObject[], { usage, sockets }: RecordingExtras): ClusterObjects {
  return {
    ...toClusterObjects(objects),
    usage: new Map(Object.entries(usage ?? {})),
    listeners: new Map(Object.entries(sockets ?? {}).map(([uid, text]) => [uid, parseListeners(text)])),
  }
}
