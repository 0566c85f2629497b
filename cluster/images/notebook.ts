import { lstat, readdir, readlink } from 'node:fs/promises'
import path from 'node:path'
import type { Progress } from '#cluster/progress.ts'
import { directory, symlink, textFile, type ImageDescription, type ImageEntry } from './image-description.ts'
import { IMAGE_NAMES } from './image-names.ts'
import { requireNotebookFiles } from './notebook-files.ts'

const USER_ID = 1000
/** The disk of a space, which the template mounts there. */
const HOME = '/data'

const PASSWD = `root:x:0:0:root:/root:/bin/bash
jovyan:x:${USER_ID}:${USER_ID}:Notebook:${HOME}:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`
const GROUP = `root:x:0:
jovyan:x:${USER_ID}:
nogroup:x:65534:
`

/** Written by the image itself. */
const OWN = ['/etc/passwd', '/etc/group', '/etc/nsswitch.conf', '/etc/pip.conf']

async function listTree(root: string): Promise<ImageEntry[]> {
  const found = await readdir(root, { recursive: true, withFileTypes: true })
  const entries = await Promise.all(
    found.map(async (entry): Promise<ImageEntry[]> => {
      const file = path.join(entry.parentPath, entry.name)
      const place = `/${path.relative(root, file)}`
      if (OWN.includes(place)) return []
      if (entry.isSymbolicLink()) return [symlink(place, await readlink(file))]
      // What would make somebody root stays out; nobody can become it anyway.
      const mode = (await lstat(file)).mode & 0o777
      if (entry.isDirectory()) return [directory(place, { mode })]
      return entry.isFile() ? [{ type: 'file', path: place, source: { file }, mode }] : []
    }),
  )
  return entries.flat()
}

/** JupyterLab with the usual packages, on a Debian of the kind that this machine is. */
export async function describeNotebook(options: { cacheDir: string; progress: Progress }): Promise<ImageDescription> {
  const root = await requireNotebookFiles(options)
  return {
    name: IMAGE_NAMES.notebook,
    entries: [
      ...(await listTree(root)).filter(({ path: place }) => place !== '/tmp' && place !== '/var/tmp'),
      textFile('/etc/passwd', PASSWD),
      textFile('/etc/group', GROUP),
      textFile('/etc/nsswitch.conf', 'hosts: files dns\n'),
      // Into the home folder, which outlives the pod; the image's own folders belong to nobody.
      textFile('/etc/pip.conf', '[install]\nuser = true\n[global]\nbreak-system-packages = true\n'),
      symlink('/usr/local/bin/python', '/usr/bin/python3'),
      directory('/tmp', { mode: 0o1777 }),
      directory('/var/tmp', { mode: 0o1777 }),
      directory(HOME, { mode: 0o755, owner: USER_ID }),
    ],
    user: `${USER_ID}:${USER_ID}`,
    command: ['jupyter', 'lab', '--ip=0.0.0.0', '--no-browser'],
    env: {
      PATH: `${HOME}/.local/bin:/usr/local/bin:/usr/bin:/bin`,
      HOME,
      SHELL: '/bin/bash',
      LANG: 'C.UTF-8',
      PYTHONUNBUFFERED: '1',
    },
    workingDir: HOME,
  }
}
