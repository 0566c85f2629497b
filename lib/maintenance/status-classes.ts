import { findDefaultClass, selectClasses } from '#lib/storage/objects-classes.ts'
import type { HealthProblem } from './schema.ts'
import { buildProblem } from './status-problem.ts'
import type { HealthFacts } from './status.ts'

/** What is wrong with the kinds of storage that people are offered. */
export function listClassProblems({ settings, classes }: Pick<HealthFacts, 'settings' | 'classes'>): HealthProblem[] {
  if (!classes) return []
  const check = 'storage-classes'
  const { storageClass, storageClasses } = settings
  const isThere = (name: string) => classes.some((one) => one.name === name)
  const problems: HealthProblem[] = []
  if (storageClass !== null && !isThere(storageClass)) {
    problems.push(buildProblem({ code: 'first-class-missing', check, level: 'danger', subject: storageClass }))
  }
  const defaults = classes.filter(({ isDefault }) => isDefault)
  // A class that the settings name for first volumes does without a default.
  if (defaults.length === 0 && storageClass === null) {
    problems.push(buildProblem({ code: 'no-default-class', check, level: 'danger' }))
  }
  if (defaults.length > 1) {
    const facts = defaults.map(({ name, createdAt }) => `${name}, made ${createdAt}`).join('\n')
    const values = { name: findDefaultClass(classes)?.name ?? '' }
    problems.push(buildProblem({ code: 'several-default-classes', check, level: 'warning', values, facts }))
  }
  for (const name of storageClasses.filter((one) => !isThere(one))) {
    problems.push(buildProblem({ code: 'offered-class-missing', check, level: 'warning', subject: name }))
  }
  for (const { name } of selectClasses(classes, storageClasses).filter(({ canGrow }) => !canGrow)) {
    problems.push(buildProblem({ code: 'class-cannot-grow', check, level: 'warning', subject: name }))
  }
  return problems
}
