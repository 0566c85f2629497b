import { createHash } from 'node:crypto'
import {
  access,
  chmod,
  glob,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#lib/errors.ts'
import { run } from '#cluster/exec.ts'
import type { Progress } from '#cluster/progress.ts'

/** Debian's packages with all that they depend on, and none that is only recommended. */
const DEBIAN_PACKAGES = [
  'base-files',
  'bash',
  'ca-certificates',
  'coreutils',
  'findutils',
  'git',
  'grep',
  'gzip',
  'less',
  'libstdc++6',
  'media-types',
  'procps',
  'python3',
  'sed',
  'tar',
  'tzdata',
]

/** Exact versions of everything from PyPI. */
const REQUIREMENTS = path.join(import.meta.dirname, 'notebook-requirements.txt')

/** Counts up when the same lists give other files. */
const RECIPE_VERSION = 1

// A Debian of today keeps these folders in /usr, and packages still name them as they were.
const MERGED = ['bin', 'lib', 'lib64', 'sbin']

const PROGRAMS: Record<string, { module: string; call: string }> = {
  jupyter: { module: 'jupyter_core.command', call: 'main' },
  'jupyter-lab': { module: 'jupyterlab.labapp', call: 'main' },
  pip: { module: 'pip._internal.cli.main', call: 'main' },
}

/**
 * A folder with the files of the image, made from packages once and kept in `cacheDir`. Nothing of this machine is in it
 * but what its package sources give.
 */
export async function requireNotebookFiles(options: { cacheDir: string; progress: Progress }): Promise<string> {
  const { cacheDir, progress } = options
  const requirements = await readFile(REQUIREMENTS, 'utf8')
  const text = JSON.stringify([RECIPE_VERSION, process.arch, DEBIAN_PACKAGES, PROGRAMS, requirements])
  const dir = path.join(cacheDir, `notebook-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`)
  if (await isThere(dir)) return dir
  const step = progress.start('Fetching what the notebook image is made of (once, some minutes)')
  await mkdir(cacheDir, { recursive: true })
  const part = await mkdtemp(path.join(cacheDir, 'notebook-part-'))
  try {
    await unpackDebian(part)
    await installPython(part)
    await writePrograms(part)
    await rename(part, dir)
  } finally {
    await rm(part, { recursive: true, force: true })
  }
  step.finish()
  return dir
}

const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  )

async function unpackDebian(root: string): Promise<void> {
  const archives = await mkdtemp(path.join(path.dirname(root), 'notebook-archives-'))
  try {
    await mkdir(path.join(archives, 'partial'))
    const status = path.join(archives, 'status')
    // With nothing installed, all that the packages need is fetched; nothing is installed on this machine.
    await writeFile(status, '')
    const settings = [
      `Dir::State::status=${status}`,
      `Dir::Cache::archives=${archives}`,
      'Debug::NoLocking=1',
      'APT::Install-Recommends=0',
      'APT::Sandbox::User=root',
    ]
    const flags = settings.flatMap((setting) => ['-o', setting])
    await run('apt-get', [...flags, '--yes', '--quiet', '--download-only', 'install', ...DEBIAN_PACKAGES]).catch(
      (cause: unknown) => {
        const message =
          'Debian packages for the notebook image could not be fetched. They come from this machine’s package sources: run apt-get update, and see that it is a Debian.'
        throw new AppError('UNAVAILABLE', message, { cause })
      },
    )
    for (const name of MERGED) {
      await mkdir(path.join(root, 'usr', name), { recursive: true })
      await symlink(`usr/${name}`, path.join(root, name))
    }
    const packages = await Array.fromAsync(glob('*.deb', { cwd: archives }))
    for (const name of packages.toSorted()) await run('dpkg-deb', ['--extract', path.join(archives, name), root])
    await dropDocuments(root)
  } finally {
    await rm(archives, { recursive: true, force: true })
  }
}

/** Nobody reads manuals in a notebook; what the law asks to be kept, the copyright files, stays. */
async function dropDocuments(root: string): Promise<void> {
  for (const folder of ['usr/share/man', 'usr/share/info', 'usr/share/locale', 'usr/share/lintian'])
    await rm(path.join(root, folder), { recursive: true, force: true })
}

async function findPython(root: string): Promise<string> {
  const names = await readdir(path.join(root, 'usr/lib'))
  const version = names.flatMap((name) => /^python(3\.\d+)$/.exec(name)?.[1] ?? [])[0]
  if (!version) throw new AppError('INTERNAL', 'The packages of the notebook image hold no Python.')
  return version
}

/** By this machine's pip, for the image's Python: only finished packages, so that nothing of the machine gets in. */
async function installPython(root: string): Promise<void> {
  const version = await findPython(root)
  const target = path.join(root, `usr/local/lib/python${version}/dist-packages`)
  const options = [
    '--no-deps',
    '--no-compile',
    '--only-binary=:all:',
    '--implementation=cp',
    `--python-version=${version}`,
    '--disable-pip-version-check',
    '--no-warn-conflicts',
    '--quiet',
  ]
  await run('python3', ['-m', 'pip', 'install', ...options, '--target', target, '--requirement', REQUIREMENTS]).catch(
    (cause: unknown) => {
      const message =
        'Python packages for the notebook image could not be fetched with pip. Check the network and run the command again.'
      throw new AppError('UNAVAILABLE', message, { cause })
    },
  )
  // What belongs to all programs lies beside the modules: extensions of JupyterLab, kernels, settings.
  for (const [from, to] of [
    ['share', 'usr/local/share'],
    ['etc', 'usr/local/etc'],
  ] as const) {
    if (!(await isThere(path.join(target, from)))) continue
    await rm(path.join(root, to), { recursive: true, force: true })
    await rename(path.join(target, from), path.join(root, to))
  }
  // Their first lines name the Python of this machine.
  await rm(path.join(target, 'bin'), { recursive: true, force: true })
}

async function writePrograms(root: string): Promise<void> {
  const bin = path.join(root, 'usr/local/bin')
  await mkdir(bin, { recursive: true })
  for (const [name, { module, call }] of Object.entries(PROGRAMS)) {
    const file = path.join(bin, name)
    await writeFile(file, `#!/usr/bin/python3\nimport sys\nfrom ${module} import ${call}\nsys.exit(${call}())\n`)
    await chmod(file, 0o755)
  }
  // Packages do this in a script of theirs.
  const certificates = await Array.fromAsync(glob('usr/share/ca-certificates/mozilla/*.crt', { cwd: root }))
  const bundle = await Promise.all(certificates.toSorted().map((file) => readFile(path.join(root, file), 'utf8')))
  await mkdir(path.join(root, 'etc/ssl/certs'), { recursive: true })
  await writeFile(path.join(root, 'etc/ssl/certs/ca-certificates.crt'), bundle.join(''))
}
