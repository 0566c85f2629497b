import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#lib/errors.ts'
import { run } from '#cluster/exec.ts'
import { GO_DIR, LINKER_FLAGS, type Binary } from './binaries.ts'

/** Builds one program into `outDir`; the file appears there whole or not at all. Throws UNAVAILABLE with the cure. */
export async function buildBinary(binary: Binary, outDir: string, signal: AbortSignal): Promise<void> {
  const scratch = path.join(outDir, `.build-${binary.name}`)
  await rm(scratch, { recursive: true, force: true })
  await mkdir(scratch, { recursive: true })
  const tags = binary.cgoTags ? ['-tags', binary.cgoTags] : []
  const args = ['build', '-trimpath', '-buildvcs=false', ...tags, '-ldflags', LINKER_FLAGS]
  try {
    await run('go', [...args, '-o', `${scratch}/`, binary.package], {
      cwd: path.join(GO_DIR, binary.module),
      signal,
      env: {
        ...process.env,
        CGO_ENABLED: binary.cgoTags ? '1' : '0',
        GOTOOLCHAIN: 'local',
        GOWORK: 'off',
        GOFLAGS: '-mod=readonly',
      },
    })
    await rename(path.join(scratch, binary.builtAs ?? binary.name), path.join(outDir, binary.name))
  } catch (error) {
    throw explainBuildFailure(binary.name, error)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Where the sources of a module lie after a build, for files that are used as they are. */
export async function getModuleDir(module: Binary['module'], name: string): Promise<string> {
  const { stdout } = await run('go', ['list', '-m', '-f', '{{.Dir}}', name], { cwd: path.join(GO_DIR, module) })
  return stdout.trim()
}

const causes: { pattern: RegExp; sentence: (name: string) => string }[] = [
  {
    pattern: /no space left on device/,
    sentence: (name) =>
      `The disk filled up while ${name} was built: free 6 GB (go clean -cache frees Go's own), then run the same command again.`,
  },
  {
    pattern: /dial tcp|no such host|connection refused|i\/o timeout|module lookup disabled/,
    sentence: (name) =>
      `The sources of ${name} could not be downloaded, since no Go module proxy answers: connect this machine or set GOPROXY to a mirror, then run the same command again.`,
  },
  {
    pattern: /seccomp|libseccomp|pkg-config/,
    sentence: () => 'runc needs libseccomp: apt-get install -y libseccomp-dev pkg-config gcc',
  },
  {
    pattern: /requires go >= /,
    sentence: (name) => `${name} needs a newer Go: install Go 1.26 or newer from https://go.dev/dl.`,
  },
  {
    pattern: /checksum mismatch|SECURITY ERROR/,
    sentence: (name) =>
      `The sources of ${name} are not those that cluster/go names: run go clean -modcache, then the same command again.`,
  },
  {
    pattern: /signal: killed|cannot allocate memory/,
    sentence: (name) => `There was too little memory to build ${name}: it needs 2 GB free.`,
  },
]

/** Finds the sentence for what the Go command printed. */
export function explainBuildFailure(name: string, error: unknown): AppError {
  if (!(error instanceof AppError)) return new AppError('INTERNAL', `${name} could not be built.`, { cause: error })
  const stderr = typeof error.details['stderr'] === 'string' ? error.details['stderr'] : ''
  const known = causes.find(({ pattern }) => pattern.test(stderr))
  if (error.details['code'] === 'ENOENT') {
    return new AppError('UNAVAILABLE', 'Go is not installed: install Go 1.26 or newer from https://go.dev/dl.', {
      cause: error,
    })
  }
  const sentence = known?.sentence(name) ?? `${name} could not be built. Go said: ${stderr.trim().slice(-400)}`
  return new AppError('UNAVAILABLE', sentence, { cause: error, details: error.details })
}
