import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'

const DEPLOY_DIR = path.resolve(import.meta.dirname, '../../deploy')
const TEMPLATES_DIR = path.join(import.meta.dirname, 'templates')

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
})

/**
 * Everything in deploy/ that is the same for every installation. The order of the paths is the order to apply it in, as
 * `kubectl apply -R` has it: kinds first, then the namespace, and the policies before the rights that they wall in.
 */
export async function readManifests(): Promise<KubeObject[]> {
  return readFolder(DEPLOY_DIR)
}

/** What the demo offers to launch, with the images by the names that the nodes know; JupyterLab only where its image is. */
export async function readTemplates(options: {
  hasNotebook: boolean
  toImage: (name: string) => string
}): Promise<KubeObject[]> {
  const { hasNotebook, toImage } = options
  const templates = await readFolder(TEMPLATES_DIR)
  const rename = (text: string) => text.replaceAll(/\bmoorage\.dev\/[a-z]+:[0-9]+/g, toImage)
  return templates
    .filter(({ metadata }) => hasNotebook || metadata.name !== 'jupyterlab')
    .map(({ data, ...template }) => ({
      ...template,
      data: Object.fromEntries(
        Object.entries(data as Record<string, string>).map(([key, text]) => [key, rename(text)]),
      ),
    }))
}

async function readFolder(dir: string): Promise<KubeObject[]> {
  const files = await Array.fromAsync(glob('**/*.yaml', { cwd: dir }))
  const objects = await Promise.all(files.toSorted().map((file) => readManifestFile(dir, file)))
  return objects.flat()
}

async function readManifestFile(dir: string, file: string): Promise<KubeObject[]> {
  const documents = parseAllDocuments(await readFile(path.join(dir, file), 'utf8'))
  return documents.map((document) => {
    const parsed = manifest.safeParse(document.toJS())
    if (parsed.success && document.errors.length === 0) return parsed.data
    throw new AppError(
      'INVALID_INPUT',
      `${path.basename(dir)}/${file} holds something that is not a Kubernetes object.`,
      {
        cause: parsed.error ?? document.errors[0],
      },
    )
  })
}

/** What the administrator allows in spaces; deploy/namespace.yaml says what each means. */
export interface AllowedInSpaces {
  fileServerImages: readonly string[]
  serviceTypes: readonly ('NodePort' | 'LoadBalancer')[]
  hosts: readonly string[]
}

/** Moorage's own Namespace with what is allowed in spaces, which the admission policies read from it. */
export function allowInSpaces(namespace: KubeObject, allowed: AllowedInSpaces): KubeObject {
  const annotations = {
    'moorage.dev/fileserver-images': allowed.fileServerImages.join(','),
    'moorage.dev/service-types': allowed.serviceTypes.join(','),
    'moorage.dev/space-hosts': allowed.hosts.join(','),
  }
  return { ...namespace, metadata: { ...namespace.metadata, annotations } }
}
