import { z } from 'zod'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { launchSchema } from '#lib/workloads/schema-launch.ts'
import { type LaunchValues, toLaunchFields } from './launch-values.ts'
import { parseWords } from './words.ts'

/** The server's own schema over what the form holds. */
export function createLaunchFormSchema(place: { space: SpaceId; launchId: string }) {
  return z
    .custom<LaunchValues>()
    .transform((values, context) => {
      for (const field of ['command', 'args'] as const) {
        if (!parseWords(values[field]).isOpen) continue
        context.addIssue({ code: 'custom', path: [field], message: 'workloads.quoteOpen' })
      }
      return toLaunchFields(values, place)
    })
    .pipe(launchSchema)
}
