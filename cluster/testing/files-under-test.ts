import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { CONTOUR_NAMESPACE } from '#cluster/addons/contour-access.ts'
import { readFileKeys } from '#cluster/demo/portal-secrets.ts'
import { requireRights } from './accounts-under-test.ts'
import { client, layout } from './cluster-under-test.ts'

/** The settings of a portal that opens files through the ingress of the cluster under test. */
export async function prepareFiles(settings: Record<string, string> = {}): Promise<Record<string, string>> {
  // With them comes the namespace in which the keys are kept.
  await requireRights()
  const dir = await mkdtemp(path.join(tmpdir(), 'moorage-files-'))
  const keysFile = path.join(dir, 'keys.json')
  // Whoever is a portal in the same cluster, also another test, talks to the same servers.
  await writeFile(keysFile, await readFileKeys(client))
  return {
    MOORAGE_URL: `http://moorage.localhost:${layout.ingressPort}`,
    MOORAGE_FILES_URL: `http://files.localhost:${layout.ingressPort}`,
    MOORAGE_FILESERVER_IMAGE: IMAGE_NAMES.fileServer,
    MOORAGE_INGRESS_NAMESPACE: CONTOUR_NAMESPACE,
    MOORAGE_FILES_KEYS_FILE: keysFile,
    ...settings,
  }
}
