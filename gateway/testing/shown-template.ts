import type { KubeObject } from '#lib/kube/object.ts'
import { PROGRAM_COMMAND, readProgram } from './launch.ts'

export const SHOWN_TEMPLATE = 'test-shown-to-viewers'

/** One that viewers may open, of the program that the tests run. */
export async function buildShownTemplate(namespace: string, image: string): Promise<KubeObject> {
  const content = {
    title: { en: 'Shown' },
    description: { en: 'Shown to viewers' },
    kind: 'service',
    name: 'shown',
    webRole: 'viewer',
    sizes: [{ id: 'small', cpu: '1', memory: '128Mi' }],
    defaults: {
      image,
      command: PROGRAM_COMMAND,
      args: [await readProgram()],
      environment: [{ source: 'value', name: 'NAME', value: 'shown' }],
    },
  }
  const labels = { 'moorage.dev/template': '' }
  const metadata = { name: SHOWN_TEMPLATE, namespace, labels }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'template.yaml': JSON.stringify(content) } }
}
