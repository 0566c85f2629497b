import { z } from 'zod'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'
import { cpuSchema, memorySchema } from '#lib/workloads/schema-fields.ts'

/** Stands in a mount for the first volume of the space that the template is used in. */
export const OWN_DISK = '@own-disk'

/** Fields of the form that a template can hold fast. */
const FIXABLE_FIELDS = [
  'image',
  'command',
  'args',
  'environment',
  'environmentSets',
  'mounts',
  'files',
  'ports',
  'web',
  'probe',
  'pullPolicy',
  'pullSecrets',
  'userId',
  'hasOwnUsers',
  'replicas',
  'retries',
  'timeLimitSeconds',
  'ttlSeconds',
  'idleSeconds',
  'schedule',
  'timeZone',
] as const

/** A text in the languages that there are; English is what others get. */
const textSchema = z.strictObject({ en: z.string().min(1).max(500), 'zh-TW': z.string().min(1).max(500).optional() })

const amount = (schema: typeof cpuSchema) =>
  z
    .union([z.string(), z.number()])
    .transform(String)
    .refine((text) => schema.safeParse(text).success, 'is not an amount')

const sizeSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$/, 'is not made of small letters, digits and hyphens'),
  cpu: amount(cpuSchema),
  memory: amount(memorySchema),
  gpus: z.int().min(0).max(64).default(0),
})

/** What stands in `template.yaml` of a template's ConfigMap; a word that is not known is a mistake. */
export const templateSchema = z
  .strictObject({
    title: textSchema,
    description: textSchema,
    kind: z.enum(['service', 'job', 'scheduled-job']),
    /** The name that is proposed; the portal adds a number where it is taken. */
    name: z.string().max(40),
    /** Smaller numbers stand first. */
    order: z.int().min(0).max(1000).default(500),
    /** The image starts as root, which spaces allow only where the administrator chose so. */
    needsRoot: z.boolean().default(false),
    /** Who may open the web address: a notebook is a shell, so that viewers are let in only by name. */
    webRole: z.enum(['editor', 'viewer']).default('editor'),
    /** The sizes to choose from, the first one proposed. */
    sizes: z.array(sizeSchema).min(1).max(12),
    /** Others than those may be asked for too. */
    isSizeFree: z.boolean().default(true),
    fixed: z.array(z.enum(FIXABLE_FIELDS)).default([]),
    /** Fields of the form, as they are filled in. */
    defaults: z.record(z.string(), z.unknown()),
  })
  .refine(({ sizes }) => new Set(sizes.map(({ id }) => id)).size === sizes.length, {
    path: ['sizes'],
    message: 'names two sizes alike',
  })

export type TemplateContent = z.output<typeof templateSchema>

/** One that can be used. */
export interface Template extends Omit<TemplateContent, 'defaults'> {
  id: string
  defaults: Partial<LaunchFields>
}

/** One that cannot, and why; administrators see it as it is. */
export interface WrongTemplate {
  id: string
  /** English, since they speak of words in a file. */
  problems: { path: string; text: string }[]
}

export type ReadTemplate = { state: 'usable'; template: Template } | ({ state: 'wrong' } & WrongTemplate)
