import { z } from 'zod'
import { spaceIdSchema, spaceParamsSchema } from '#lib/auth/space-id.ts'
import { WORKLOAD_KINDS } from './schema.ts'

const kind = z.enum(WORKLOAD_KINDS)
/** Also of what Moorage did not make, whose names may be longer. */
const name = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/)

/** Which workload of which space; `uid` makes sure that it is the one that was shown. */
export const workloadRefSchema = z.object({ space: spaceIdSchema, kind, name, uid: z.string().min(1).max(100) })

/** The parts of a path: /spaces/[kind]/[id]/workloads/[workloadKind]/[name]. */
export const workloadParamsSchema = z
  .object({ kind: z.string(), id: z.string(), workloadKind: kind, name })
  .transform(({ workloadKind, name: workload, ...space }, context) => {
    const parsed = spaceParamsSchema.safeParse(space)
    if (parsed.success) return { space: parsed.data, kind: workloadKind, name: workload }
    context.addIssue({ code: 'custom', message: 'access.noSpace' })
    return z.NEVER
  })

/** The fields are read later, so that what is wrong with them stands beside them. */
export const previewBodySchema = z.object({
  fields: z.unknown(),
  editUid: z.string().min(1).max(100).nullable().default(null),
})
