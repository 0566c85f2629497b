import type { HealthProblem } from './schema.ts'

export function buildProblem(
  problem: Pick<HealthProblem, 'code' | 'check' | 'level'> & Partial<HealthProblem>,
): HealthProblem {
  return { subject: null, values: {}, facts: null, ...problem }
}
