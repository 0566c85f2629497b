import { useLocale, useTranslations } from 'next-intl'
import { formatAmount } from '#lib/format.ts'
import { parseAmount } from '#lib/quota/objects-amounts.ts'
import type { LaunchField } from './launch-sections.ts'
import { formatWeekday } from './format-weekday.ts'
import { parseScheduleChoice } from './schedule-choice.ts'
import type { LaunchValues, MountValues, VariableValues } from './launch-values.ts'

const HIDDEN = '••••'
const MINUTE_SECONDS = 60
const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', MINUTE_SECONDS],
  ['second', 1],
] as const

export interface LaunchTexts {
  getLabel: (field: LaunchField) => string
  /** What stands in a field, line by line; nothing secret. Empty: nothing stands there. */
  describe: (field: LaunchField, values: LaunchValues) => string[]
  formatSeconds: (seconds: number) => string
}

/** The form in words: for what is folded, what is fixed, and what an edit changes. */
export function useLaunchTexts(): LaunchTexts {
  const t = useTranslations('launchPage')
  const locale = useLocale()
  const formatSeconds = (seconds: number) => {
    const [unit, size] = UNITS.find(([, one]) => seconds % one === 0 && seconds >= one) ?? ['second', 1]
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size)
  }
  const describeAmount = (text: string, unit: 'millicores' | 'bytes') => {
    const value = parseAmount(text.trim(), unit)
    if (value !== null) return [formatAmount({ value, unit }, locale)]
    return text.trim() === '' ? [] : [text.trim()]
  }
  const describeSchedule = (text: string) => {
    const choice = parseScheduleChoice(text)
    if (choice.every === 'own') return text.trim()
    if (choice.every === 'hour') return t('values.schedule.hour', { minute: pad(choice.minute) })
    const time = `${pad(choice.hour)}:${pad(choice.minute)}`
    const weekday = 'weekday' in choice ? formatWeekday(choice.weekday, locale) : ''
    return t(`values.schedule.${choice.every}`, { time, weekday, day: 'day' in choice ? choice.day : 0 })
  }
  const describe = (field: LaunchField, values: LaunchValues): string[] => {
    const { web, probe, pullPolicy, userId } = values
    switch (field) {
      case 'name':
      case 'image':
      case 'command':
      case 'args':
      case 'timeZone':
        return values[field].trim() === '' ? [] : [values[field].trim()]
      case 'schedule':
        return values.schedule.trim() === '' ? [] : [describeSchedule(values.schedule)]
      case 'cpu':
        return describeAmount(values.cpu, 'millicores')
      case 'memory':
        return describeAmount(values.memory, 'bytes')
      case 'gpus':
        return [t('values.gpus', { count: values.gpus ?? 0 })]
      case 'gpuResource':
        // Where there are none, or only the usual ones, there is nothing to say.
        return values.gpus === 0 || values.gpuResource === 'nvidia.com/gpu' ? [] : [values.gpuResource]
      case 'replicas':
        return [t('values.replicas', { count: values.replicas ?? 0 })]
      case 'environment':
        return values.environment
          .filter(({ name, value }) => name !== '' || value !== '')
          .map((variable) => describeVariable(variable))
      case 'environmentSets':
        return values.environmentSets.map(({ source, object }) => t('values.allOf', { source, object }))
      case 'mounts':
        return values.mounts.map((mount) => {
          const text = describeMount(mount, t('values.scratch', { size: mount.size }))
          return mount.isReadOnly && mount.source === 'volume' ? t('values.readOnly', { text }) : text
        })
      case 'files':
        return values.files.map(({ name, text }) => t('values.file', { name, count: text.split('\n').length }))
      case 'ports':
        return values.ports.map(({ name, port }) => `${name} ${port ?? ''}`)
      case 'web':
        return web ? [t('values.web', { port: String(web.port ?? ''), visibility: web.visibility })] : []
      case 'probe':
        return [t(`values.probe.${probe.check}`, { port: String(probe.port ?? ''), path: probe.path })]
      case 'isSuspended':
        return values.isSuspended ? [t('values.suspended')] : []
      case 'retries':
        return [t('values.retries', { count: values.retries ?? 0 })]
      case 'timeLimitSeconds':
        return [
          values.timeLimitSeconds === null
            ? t('values.noTimeLimit')
            : t('values.timeLimit', { time: formatSeconds(values.timeLimitSeconds) }),
        ]
      case 'ttlSeconds':
        return [t('values.ttl', { time: formatSeconds(values.ttlSeconds ?? 0) })]
      case 'idleSeconds':
        return [
          values.idleSeconds === null
            ? t('values.neverIdle')
            : t('values.idle', { time: formatSeconds(values.idleSeconds) }),
        ]
      case 'pullPolicy':
        return [t(`values.pullPolicy.${pullPolicy ?? 'auto'}`)]
      case 'pullSecrets':
        return values.pullSecrets
      case 'userId':
        return [userId === null ? t('values.userOfImage') : t('values.user', { id: String(userId) })]
      case 'hasOwnUsers':
        return values.hasOwnUsers ? [t('values.ownUsers')] : []
    }
  }
  return { getLabel: (field) => t(`fields.${field}.label`), describe, formatSeconds }
}

const pad = (number: number) => String(number).padStart(2, '0')

function describeVariable({ source, name, value, object, key, isSecret }: VariableValues): string {
  if (source !== 'value') return `${name} ← ${object}/${key}`
  return `${name}=${isSecret ? HIDDEN : value}`
}

function describeMount({ source, object, path, subPath }: MountValues, scratch: string): string {
  if (source === 'scratch') return `${path} ← ${scratch}`
  return `${path} ← ${object}${subPath === '' ? '' : `/${subPath}`}`
}
