import { AppError } from '#lib/errors.ts'
import type { ErrorCode, FieldMessage } from '#lib/errors.ts'
import type { Finding } from './schema-preview.ts'

const CODES: Record<string, ErrorCode> = {
  quota: 'QUOTA_EXCEEDED',
  'quota-refused': 'QUOTA_EXCEEDED',
  'name-taken': 'CONFLICT',
  'volume-in-use': 'CONFLICT',
}

/** Throws what stands against a launch: the first reason as the sentence, each at its field; warnings keep nobody. */
export function requireNoRefusals(findings: readonly Finding[]): void {
  const refusals = findings.filter(({ level }) => level === 'refusal')
  const [first] = refusals
  if (!first) return
  const fields = refusals.flatMap((one): [string, FieldMessage][] =>
    one.field === null ? [] : [[one.field, toMessage(one)]],
  )
  throw new AppError(CODES[first.code] ?? 'INVALID_INPUT', `This cannot be launched: ${first.code}.`, {
    messageKey: toKey(first),
    params: first.parameters,
    // The first reason for a field is enough to be told of.
    fields: Object.fromEntries(fields.toReversed()),
    details: { findings: refusals },
  })
}

/** The same for what is only started: without a form beside it, the cure stands in the sentence. */
export function requireRoom(name: string, findings: readonly Finding[]): void {
  const [first] = findings
  if (!first) return
  const { parameters, fixes } = first
  const find = (code: string) => fixes.find((fix) => fix.code === code)?.parameters
  const less = find('less')
  const stop = find('stop')
  const sentence = less ? (stop ? 'noQuotaButEither' : 'noQuotaButLess') : stop ? 'noQuotaButStop' : 'noQuotaToStart'
  throw new AppError('QUOTA_EXCEEDED', `There is not enough quota left to start "${name}".`, {
    messageKey: `workloads.${sentence}`,
    params: { ...parameters, name, less: less?.amount ?? '', names: stop?.names ?? '' },
    details: { findings },
  })
}

const toKey = ({ code }: Finding) => `workloads.findings.${code}`

function toMessage(finding: Finding): FieldMessage {
  return { messageKey: toKey(finding), params: finding.parameters, text: `This does not fit: ${finding.code}.` }
}
