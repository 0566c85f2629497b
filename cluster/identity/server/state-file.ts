import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { describeError, log } from './log.ts'

const savedEntry = z.object({
  model: z.string(),
  id: z.string(),
  payload: z.record(z.string(), z.unknown()),
  /** Milliseconds since 1970; null: never. */
  expiresAtMs: z.number().nullable(),
})

export type SavedEntry = z.output<typeof savedEntry>

/** What the last process wrote; nothing when there was none or its file cannot be read. */
export async function readState(file: string): Promise<SavedEntry[]> {
  try {
    return z.array(savedEntry).parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    const isFirstStart = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!isFirstStart) log('state.unreadable', { error: describeError(error) })
    return []
  }
}

/** Never rejects: who is signed in stays signed in while this process lives, whatever the disk does. */
export async function writeState(file: string, entries: readonly SavedEntry[]): Promise<void> {
  try {
    // A rename, so that a process that is killed leaves the old file or the new one, and never half of it.
    await writeFile(`${file}.part`, JSON.stringify(entries))
    await rename(`${file}.part`, file)
  } catch (error) {
    log('state.unwritable', { error: describeError(error) })
  }
}
