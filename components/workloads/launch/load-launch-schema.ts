import type { z } from 'zod'
import type { LaunchPlace } from './launch-context.tsx'
import type { LaunchValues } from './launch-values.ts'

type Place = Pick<LaunchPlace, 'space' | 'launchId'>

export type LaunchFormSchema = z.ZodType<unknown, LaunchValues>

/** Comes after the form: it weighs as much as all the rest of it, and nobody has written anything yet. */
export async function loadLaunchSchema(place: Place): Promise<LaunchFormSchema> {
  const { createLaunchFormSchema } = await import('./launch-form-schema.ts')
  return createLaunchFormSchema(place)
}
