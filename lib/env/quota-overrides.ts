import { z } from 'zod'

const AMOUNT = /^\d{1,12}(\.\d{1,3})?(m|[kMGTP]|[KMGTP]i)?$/
const count = z.int().min(0).max(100_000)
const amount = z.string().regex(AMOUNT)

/** What a user or a group has instead of the defaults of the settings; amounts are Kubernetes quantities. */
export const quotaOverridesSchema = z
  .object({
    pods: count.optional(),
    volumes: count.optional(),
    gpu: count.optional(),
    storage: amount.optional(),
    cpu: amount.optional(),
    memory: amount.optional(),
    ephemeralStorage: amount.optional(),
  })
  .default({})

export type QuotaOverrides = Readonly<z.output<typeof quotaOverridesSchema>>
