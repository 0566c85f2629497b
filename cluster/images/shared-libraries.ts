import { access } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#lib/errors.ts'
import { run } from '#cluster/exec.ts'
import type { ImageFile } from './image-description.ts'

// glibc opens these by name when a host is looked up, so ldd does not list them. Since 2.34 they are part of libc.
const NAME_SERVICE_LIBRARIES = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2']

/** Reads what `ldd` prints; throws UNAVAILABLE naming a library that is not installed. */
export function parseSharedLibraries(output: string): string[] {
  const missing = /^\s*(\S+) => not found/m.exec(output)
  if (missing) {
    throw new AppError(
      'UNAVAILABLE',
      `The library ${missing[1]} is not installed. Install it and run the command again.`,
    )
  }
  // "libm.so.6 => /lib/libm.so.6 (0x7f…)" and, for the loader, "/lib64/ld-linux-x86-64.so.2 (0x7f…)".
  return [...output.matchAll(/^\s*(?:\S+ => )?(\/\S+) \(0x[0-9a-f]+\)$/gm)].map((match) => match[1] ?? '')
}

/** Everything that a program needs beside itself, the loader included; empty for a static one. */
export async function listSharedLibraries(program: string): Promise<string[]> {
  const env = { ...process.env, LC_ALL: 'C' }
  const { stdout } = await run('ldd', [program], { env }).catch((error: unknown) => {
    const stderr = error instanceof AppError ? String(error.details.stderr) : ''
    if (stderr.includes('not a dynamic executable')) return { stdout: '' }
    throw error
  })
  return parseSharedLibraries(stdout)
}

async function listNameServiceLibraries(libraries: readonly string[]): Promise<string[]> {
  const libc = libraries.find((library) => path.basename(library).startsWith('libc.so'))
  if (!libc) return []
  const candidates = NAME_SERVICE_LIBRARIES.map((name) => path.join(path.dirname(libc), name))
  const present = await Promise.all(
    candidates.map((file) =>
      access(file).then(
        () => [file],
        () => [],
      ),
    ),
  )
  return present.flat()
}

/** A program of this machine at `target` in the image, with its libraries at the paths where it looks for them. */
export async function listProgramFiles(target: string, program: string): Promise<ImageFile[]> {
  await access(program).catch((cause: unknown) => {
    throw new AppError('NOT_FOUND', `The program ${program} is missing. Run npm run cluster -- up, which builds it.`, {
      cause,
    })
  })
  const libraries = await listSharedLibraries(program)
  const nameServices = await listNameServiceLibraries(libraries)
  return [
    { type: 'file', path: target, source: { file: program }, mode: 0o755 },
    ...[...libraries, ...nameServices].map((library): ImageFile => ({
      type: 'file',
      path: library,
      source: { file: library },
      mode: 0o755,
    })),
  ]
}
