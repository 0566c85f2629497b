import { z } from 'zod'
import { workloadRefSchema } from './schema-refs.ts'
import { KEEP_SECONDS } from './status-idle.ts'

export const keepWorkloadSchema = workloadRefSchema.extend({ seconds: z.literal(KEEP_SECONDS) })
export type KeepWorkloadInput = z.output<typeof keepWorkloadSchema>
