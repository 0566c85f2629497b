import { expect, test } from 'vitest'
import { quotaOverridesSchema } from '#lib/env/quota-overrides.ts'
import { getFallback, quotaFormSchema, toQuotaForm, toQuotaOverrides } from './quota-form.ts'

const fill = (part: Record<string, string>) => ({ quota: { ...toQuotaForm({}).quota, ...part } })

test('what is left empty follows the settings', () => {
  expect(toQuotaOverrides(toQuotaForm({}))).toEqual({})
  expect(toQuotaOverrides(fill({ pods: ' 20 ', storage: '500Gi', gpu: '0' }))).toEqual({
    pods: 20,
    storage: '500Gi',
    gpu: 0,
  })
})

test('what a user has is what the form shows, and what it gives back', () => {
  const quota = { pods: 0, volumes: 7, cpu: '500m', memory: '1.5Gi', ephemeralStorage: '20Gi' }
  expect(toQuotaOverrides(toQuotaForm(quota))).toEqual(quota)
})

test('what is left empty falls back to the role, and where that says nothing to the standard', () => {
  const defaults = {
    pods: 10,
    volumes: 5,
    gpu: 0,
    storage: '100Gi',
    cpu: '8',
    memory: '16Gi',
    ephemeralStorage: '20Gi',
  }
  const role = { group: 'research', quota: { cpu: '16', gpu: 0 } }
  expect(getFallback('cpu', { defaults, role })).toEqual({ value: '16', group: 'research' })
  expect(getFallback('gpu', { defaults, role })).toEqual({ value: 0, group: 'research' })
  expect(getFallback('memory', { defaults, role })).toEqual({ value: '16Gi', group: null })
  expect(getFallback('cpu', { defaults, role: undefined })).toEqual({ value: '8', group: null })
})

test.each<Record<string, string>>([
  { pods: '1.5' },
  { pods: '-1' },
  { volumes: '100001' },
  { storage: '10 GB' },
  { cpu: '-1' },
  { memory: '1e18' },
])('%j is refused at its field', (part) => {
  const parsed = quotaFormSchema.safeParse(fill(part))
  expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual([`quota.${Object.keys(part)[0]}`])
})

test.each<Record<string, string>>([{ pods: '100000' }, { storage: '2Ti' }, { cpu: '0.5' }, { memory: '' }])(
  '%j is taken by the action too',
  (part) => {
    const form = fill(part)
    expect(quotaFormSchema.safeParse(form).success).toBe(true)
    expect(quotaOverridesSchema.safeParse(toQuotaOverrides(form)).success).toBe(true)
  },
)
