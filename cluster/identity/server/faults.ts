import { z } from 'zod'

export const faultsSchema = z.object({
  /** Everything but the probes answers 503. */
  isUnavailable: z.boolean().default(false),
  /** Subjects whose refresh tokens are answered with `invalid_grant`. */
  refuseRefreshOf: z.array(z.string()).default([]),
})

/** What a test has broken. */
export type Faults = z.output<typeof faultsSchema>

/** One object that both servers of this process look at. */
export function createFaults(): { current: Faults } {
  return { current: faultsSchema.parse({}) }
}
