import { z } from 'zod'
import { spaceIdSchema } from '#lib/auth/space-id.ts'
import { dataKeySchema } from '#lib/workloads/schema-fields.ts'
import { WORKLOAD_KINDS } from '#lib/workloads/schema.ts'
import { CONFIG_KINDS, MAX_BYTES, MAX_ENTRIES } from './schema.ts'

const MAX_BASE64_LENGTH = Math.ceil(MAX_BYTES / 3) * 4
const encoder = new TextEncoder()

const stop = (message: string) => ({ message, abort: true })

// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
const newName = z
  .string()
  .trim()
  .min(1, stop('config.nameMissing'))
  .max(253, stop('config.nameTooLong'))
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, stop('config.nameInvalid'))
  .refine((value) => !value.startsWith('moorage-'), 'config.nameReserved')

/** Of something that is there already. */
const name = z.string().min(1).max(253)
const uid = z.string().min(1).max(64)
const text = z.string().max(MAX_BYTES, 'config.tooLarge')

/**
 * All entries that the object shall have. `kept` is one whose value stays as it is, so that nobody has to send, or know,
 * what he does not change; what is not in the list goes.
 */
const entrySchema = z.discriminatedUnion('source', [
  z.object({ source: z.literal('text'), name: dataKeySchema, text }),
  z.object({
    source: z.literal('file'),
    name: dataKeySchema,
    base64: z
      .string()
      .max(MAX_BASE64_LENGTH, stop('config.tooLarge'))
      .refine((value) => value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value), 'config.fileInvalid'),
  }),
  z.object({ source: z.literal('kept'), name }),
])

export type EntryInput = z.output<typeof entrySchema>

const entriesSchema = z
  .array(entrySchema)
  .min(1, stop('config.entriesMissing'))
  .max(MAX_ENTRIES, stop('config.tooManyEntries'))
  .superRefine((entries, context) => {
    const seen = new Set<string>()
    for (const [at, entry] of entries.entries()) {
      if (seen.has(entry.name)) context.addIssue({ code: 'custom', path: [at, 'name'], message: 'config.keyTwice' })
      seen.add(entry.name)
    }
    // What is kept is only known to the server, which counts again.
    const sizeBytes = entries.reduce((sum, entry) => sum + countBytes(entry), 0)
    if (sizeBytes > MAX_BYTES) context.addIssue({ code: 'custom', message: 'config.tooLarge' })
  })

/** Of the value that is sent; 0 for one that is kept. */
export function countBytes(entry: EntryInput): number {
  if (entry.source === 'kept') return 0
  if (entry.source === 'text') return encoder.encode(entry.text).byteLength
  return (entry.base64.length / 4) * 3 - (/=*$/.exec(entry.base64)?.[0].length ?? 0)
}

const credential = (message: string) =>
  z
    .string()
    .min(1, stop(message))
    .max(8192, stop('config.textTooLong'))
    .refine((value) => !/\p{Cc}/u.test(value), 'config.controlCharacters')

const pem = (label: RegExp, message: string) =>
  z
    .string()
    .trim()
    .max(262_144, stop('config.textTooLong'))
    .regex(new RegExp(`-----BEGIN (${label.source})-----[^]+-----END (${label.source})-----`), message)

/** What stands in a Secret, by what it is for. */
const contents = {
  opaque: z.object({ type: z.literal('opaque'), entries: entriesSchema }),
  registry: z.object({
    type: z.literal('registry'),
    registry: z
      .string()
      .trim()
      .min(1, stop('config.registryMissing'))
      .max(253, stop('config.registryInvalid'))
      .transform((value) => value.replace(/^https?:\/\//, '').replace(/\/+$/, ''))
      .refine(
        (value) => /^[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?(:\d{1,5})?(\/[-._/A-Za-z0-9]+)?$/.test(value),
        'config.registryInvalid',
      ),
    // A colon ends the name where both are sent together.
    username: credential('config.usernameMissing').refine((value) => !value.includes(':'), 'config.usernameInvalid'),
    password: credential('config.passwordMissing'),
  }),
  tls: z.object({
    type: z.literal('tls'),
    certificate: pem(/CERTIFICATE/, 'config.certificateInvalid'),
    privateKey: pem(/(?:RSA |EC )?PRIVATE KEY/, 'config.privateKeyInvalid'),
  }),
}

export type SecretContent = z.output<(typeof contents)[keyof typeof contents]>

/** `launchId` is made once per filled-in form: sending it twice makes one object. */
const made = { space: spaceIdSchema, name: newName, launchId: z.uuid() }
const known = { space: spaceIdSchema, name, uid }
/** The version that was looked at: another one is a conflict. */
const changed = { ...known, resourceVersion: z.string().min(1).max(64) }

export const createConfigMapSchema = z.object({ ...made, entries: entriesSchema })
export const updateConfigMapSchema = z.object({ ...changed, entries: entriesSchema })
export const createSecretSchema = z.discriminatedUnion('type', [
  contents.opaque.extend(made),
  contents.registry.extend(made),
  contents.tls.extend(made),
])
export const updateSecretSchema = z.discriminatedUnion('type', [
  contents.opaque.extend(changed),
  contents.registry.extend(changed),
  contents.tls.extend(changed),
])

export const deleteConfigSchema = z.object({
  ...known,
  kind: z.enum(CONFIG_KINDS),
  /** Its name, typed by the person. */
  confirmation: z.string().max(253),
  /** Who uses it was shown, and it may go all the same. */
  isUseConfirmed: z.boolean().default(false),
})

export const revealSecretSchema = z.object({ ...known, key: z.string().min(1).max(253) })

export const restartUsersSchema = z.object({
  space: spaceIdSchema,
  kind: z.enum(CONFIG_KINDS),
  name,
  workloads: z
    .array(z.object({ kind: z.enum(WORKLOAD_KINDS), name }))
    .min(1)
    .max(100),
})

export type CreateConfigMapInput = z.output<typeof createConfigMapSchema>
export type UpdateConfigMapInput = z.output<typeof updateConfigMapSchema>
export type CreateSecretInput = z.output<typeof createSecretSchema>
export type UpdateSecretInput = z.output<typeof updateSecretSchema>
export type DeleteConfigInput = z.output<typeof deleteConfigSchema>
export type RevealSecretInput = z.output<typeof revealSecretSchema>
export type RestartUsersInput = z.output<typeof restartUsersSchema>

/** The parts of a path: /spaces/[kind]/[id]/config/config-map/[name]. */
export const configMapParamsSchema = z
  .object({ kind: z.string(), id: z.string(), name: z.string() })
  .transform(({ kind, id, ...rest }) => ({ space: `${kind}/${id}`, ...rest }))
  .pipe(z.object({ space: spaceIdSchema, name }))

/** The fields of the forms; a launch id and the space come from the page. */
export const newConfigMapFieldsSchema = z.object({ name: newName, entries: entriesSchema })
export const newSecretFieldsSchema = z.discriminatedUnion('type', [
  contents.opaque.extend({ name: newName }),
  contents.registry.extend({ name: newName }),
  contents.tls.extend({ name: newName }),
])
export const configEntriesSchema = entriesSchema
export const secretContentSchema = z.discriminatedUnion('type', [contents.opaque, contents.registry, contents.tls])

export type EntryFields = z.input<typeof entrySchema>
export type NewSecretFields = z.input<typeof newSecretFieldsSchema>
export type SecretContentFields = z.input<typeof secretContentSchema>
