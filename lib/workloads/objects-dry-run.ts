import type { MessageParams } from '#lib/errors.ts'
import type { KubeCase } from '#lib/kube/errors.ts'
import { parseRefusal } from './explain-refusals.ts'
import { refuse } from './preflight-findings.ts'
import type { Finding } from './schema-preview.ts'

/** What the API server said to an object that was only tried. */
export interface DryRunAnswer {
  kubeCase: KubeCase
  message: string
  /** The fields of the object that it does not like. */
  fields: string[]
}

/** Its refusal as findings of the form; an amount that is out of bounds is about its field. */
export function toFindings({ kubeCase, message, fields }: DryRunAnswer): Finding[] {
  const { reason, parameters, causes } = parseRefusal(message)
  const detail = String(parameters?.detail ?? message).slice(0, 500)
  if (reason === 'quota-exceeded') return (causes ?? []).map((one) => refuse('quota-refused', null, one.parameters))
  if (reason === 'pod-security-refused' || reason === 'policy-refused') return [refuse(reason, null, parameters)]
  if (reason === 'limit-range-refused') return [toLimitFinding(parameters ?? {}, detail)]
  return [refuse('dry-run-refused', kubeCase === 'invalid' ? toFormField(fields) : null, { detail })]
}

function toLimitFinding({ bound, resource = '', limit = '', asked = '' }: MessageParams, detail: string): Finding {
  const field = resource === 'cpu' || resource === 'memory' ? resource : null
  if (bound !== 'minimum' && bound !== 'maximum') return refuse('dry-run-refused', field, { detail })
  return refuse(bound === 'maximum' ? 'above-limit' : 'below-limit', field, { resource, limit, asked })
}

const FORM_FIELDS: [RegExp, string][] = [
  [/\.image$/, 'image'],
  [/\.(volumeMounts|volumes)\b/, 'mounts'],
  [/\.env\b/, 'environment'],
  [/\.ports\b/, 'ports'],
  [/Probe\b/, 'probe'],
  [/\.resources\b/, 'memory'],
  [/\.schedule$/, 'schedule'],
  [/\.timeZone$/, 'timeZone'],
  [/^metadata\.name$/, 'name'],
]

function toFormField(fields: readonly string[]): string | null {
  return FORM_FIELDS.find(([pattern]) => fields.some((field) => pattern.test(field)))?.[1] ?? null
}
