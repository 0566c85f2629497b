import { z } from 'zod'

/** Somebody who can sign in. */
export const personSchema = z.object({
  /** What other systems know the person by; it stays when everything else changes. */
  subject: z.string().min(1).max(255),
  /** What is typed to sign in. */
  username: z.string().min(1).max(255),
  password: z.string().min(1),
  name: z.string(),
  email: z.string(),
  groups: z.array(z.string()).default([]),
  /** One line on the sign-in page, which also shows the password; without it, the person is not shown there. */
  hint: z.string().optional(),
  /** Claims sent instead of those made from the above, whatever their form: for tests of who reads them. */
  claims: z.record(z.string(), z.unknown()).optional(),
})

export type Person = z.output<typeof personSchema>
export type PersonInput = z.input<typeof personSchema>

export const peopleSchema = z.array(personSchema)
