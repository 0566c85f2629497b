import { z } from 'zod'

export type Labels = Readonly<Record<string, string>>

// Strict on purpose: a field this version does not know might narrow the selection, and ignoring it would open more than was meant.
const requirement = z
  .strictObject({
    key: z.string(),
    operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
    values: z.array(z.string()).default([]),
  })
  .refine(({ operator, values }) => values.length > 0 === (operator === 'In' || operator === 'NotIn'), {
    error: 'In and NotIn need values, Exists and DoesNotExist have none',
  })

export const labelSelector = z.strictObject({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z.array(requirement).default([]),
})

export type LabelSelector = z.output<typeof labelSelector>

function isMet(wanted: z.output<typeof requirement>, labels: Labels): boolean {
  const value = Object.hasOwn(labels, wanted.key) ? labels[wanted.key] : undefined
  if (wanted.operator === 'Exists') return value !== undefined
  if (wanted.operator === 'DoesNotExist') return value === undefined
  const isListed = value !== undefined && wanted.values.includes(value)
  return wanted.operator === 'In' ? isListed : !isListed
}

/** An empty selector matches everything; a missing one is for the caller to decide. */
export function hasMatchingLabels(selector: LabelSelector, labels: Labels): boolean {
  return (
    Object.entries(selector.matchLabels).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value) &&
    selector.matchExpressions.every((wanted) => isMet(wanted, labels))
  )
}
