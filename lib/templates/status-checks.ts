import { isDeepStrictEqual } from 'node:util'
import { refuse } from '#lib/workloads/preflight-findings.ts'
import { launchSchema } from '#lib/workloads/schema-launch.ts'
import type { LaunchInput } from '#lib/workloads/schema-launch.ts'
import type { Finding } from '#lib/workloads/schema-preview.ts'
import { fillTemplate } from './objects.ts'
import type { Template } from './schema.ts'

/** What a launch has that its template does not let it have: forms are filled in by browsers, which say what they like. */
export function checkTemplate(input: LaunchInput, template: Template, ownDisk: string | null): Finding[] {
  const { space, launchId, name } = input
  const asFilled = launchSchema.parse(fillTemplate(template, { space, launchId, name, size: null, ownDisk }))
  if (asFilled.kind !== input.kind) return [refuse('template-kind', null, { template: template.id })]
  const given: Record<string, unknown> = input
  const wanted: Record<string, unknown> = asFilled
  const changed = template.fixed.filter((field) => !isDeepStrictEqual(given[field], wanted[field]))
  return [
    ...changed.map((field) => refuse('template-fixed', field, { field, template: template.id })),
    ...(template.isSizeFree || hasSize(input, template)
      ? []
      : [refuse('template-size', 'cpu', { template: template.id })]),
  ]
}

function hasSize(input: LaunchInput, template: Template): boolean {
  return template.sizes.some((size) => {
    const { space, launchId, name } = input
    const sized = launchSchema.parse(fillTemplate(template, { space, launchId, name, size: size.id, ownDisk: null }))
    return sized.cpu === input.cpu && sized.memory === input.memory && sized.gpus === input.gpus
  })
}
