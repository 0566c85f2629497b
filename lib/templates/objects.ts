import { parseDocument } from 'yaml'
import type { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { launchSchema } from '#lib/workloads/schema-launch.ts'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'
import { OWN_DISK, templateSchema } from './schema.ts'
import type { ReadTemplate, Template, TemplateContent } from './schema.ts'

/** On ConfigMaps in Moorage's own namespace; it means nothing anywhere else. */
export const TEMPLATE_LABEL = 'moorage.dev/template'
const FILE = 'template.yaml'
const MAX_LENGTH = 200_000

/** Null for a ConfigMap that is no template: without the label, or not in Moorage's own namespace. */
export function toTemplate(raw: KubeObject, ownNamespace: string): ReadTemplate | null {
  const { name, namespace, labels = {} } = raw.metadata
  if (namespace !== ownNamespace || !(TEMPLATE_LABEL in labels)) return null
  const wrong = (problems: { path: string; text: string }[]): ReadTemplate => ({ state: 'wrong', id: name, problems })
  const text = findText(raw.data)
  if (text === null) return wrong([{ path: FILE, text: `The ConfigMap has no "${FILE}".` }])
  if (text.length > MAX_LENGTH) return wrong([{ path: FILE, text: 'It is larger than 200 kB.' }])
  const document = parseDocument(text, { uniqueKeys: true })
  const [error] = document.errors
  if (error) return wrong([{ path: FILE, text: error.message.split('\n')[0] ?? 'It is no YAML.' }])
  const parsed = templateSchema.safeParse(toPlain(document))
  if (!parsed.success) return wrong(listProblems(parsed.error))
  const template: Template = { ...parsed.data, id: name }
  const filled = launchSchema.safeParse(fillTemplate(template, SAMPLE))
  if (!filled.success) return wrong(listProblems(filled.error, 'defaults'))
  const unknown = listUnknownFields(parsed.data, filled.data)
  return unknown.length > 0 ? wrong(unknown) : { state: 'usable', template }
}

function findText(data: unknown): string | null {
  const text: unknown = typeof data === 'object' && data !== null && FILE in data ? data[FILE] : undefined
  return typeof text === 'string' ? text : null
}

function toPlain(document: ReturnType<typeof parseDocument>): unknown {
  try {
    // References to other places in the file multiply; a template needs none.
    return document.toJS({ maxAliasCount: 0 })
  } catch {
    return null
  }
}

function listProblems({ issues }: z.core.$ZodError, below?: string) {
  return issues.slice(0, 20).map(({ path, message }) => ({
    path: [...(below ? [below] : []), ...path].map(String).join('.'),
    text: message,
  }))
}

/** A misspelt field would be left out of the form without a word. */
function listUnknownFields({ defaults }: TemplateContent, known: object) {
  return Object.keys(defaults)
    .filter((field) => !(field in known) || RESERVED.includes(field))
    .map((field) => ({ path: `defaults.${field}`, text: 'There is no such field in the form for this kind.' }))
}

const RESERVED = ['space', 'launchId', 'kind', 'template', 'name', 'cpu', 'memory', 'gpus']

/** What a template is filled in with. */
export interface TemplateUse {
  space: LaunchFields['space']
  launchId: string
  name: string
  /** The id of one of its sizes; the first one when it has no such. */
  size: string | null
  /** Null: the space has none, and what would be mounted there is left out. */
  ownDisk: string | null
}

const SAMPLE: TemplateUse = {
  space: 'u/sample',
  launchId: '00000000-0000-4000-8000-000000000000',
  name: 'sample',
  size: null,
  ownDisk: 'sample-disk',
}

/** The form as the template fills it in. It launches nothing. */
export function fillTemplate(template: Template, use: TemplateUse): LaunchFields {
  const { space, launchId, name, ownDisk } = use
  const size = template.sizes.find(({ id }) => id === use.size) ?? template.sizes[0]
  const { mounts, ...defaults } = template.defaults
  return {
    ...defaults,
    ...(Array.isArray(mounts) ? { mounts: mounts.flatMap((mount) => fillMount(mount, ownDisk)) } : {}),
    kind: template.kind,
    space,
    launchId,
    name,
    template: template.id,
    cpu: size?.cpu ?? '',
    memory: size?.memory ?? '',
    gpus: size?.gpus ?? 0,
  } as LaunchFields
}

type Mount = NonNullable<LaunchFields['mounts']>[number]

function fillMount(mount: Mount, ownDisk: string | null): Mount[] {
  if (mount.source !== 'volume' || mount.object !== OWN_DISK) return [mount]
  return ownDisk === null ? [] : [{ ...mount, object: ownDisk }]
}
