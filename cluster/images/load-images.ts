import { access } from 'node:fs/promises'
import { AppError } from '#lib/errors.ts'
import { run } from '#cluster/exec.ts'
import type { ImageArchive } from './image-archive.ts'

/** How `ctr` is called for one cluster: the program with the flags for its socket and the namespace k8s.io. */
export type CtrCommand = readonly [string, ...string[]]

/** Reads the table of `ctr images ls`: name to digest. */
export function parseImageList(output: string): Map<string, string> {
  const digests = new Map<string, string>()
  for (const line of output.split('\n').slice(1)) {
    const [name, , digest] = line.split(/\s+/)
    if (name && digest) digests.set(name, digest)
  }
  return digests
}

function runCtr([program, ...prefix]: CtrCommand, args: readonly string[]): Promise<{ stdout: string }> {
  return run(program, [...prefix, ...args])
}

function getStderr(error: unknown): string {
  return error instanceof AppError ? String(error.details.stderr) : ''
}

/** Imports the images that the cluster does not have in exactly this form; resolves with their names. */
export async function loadImages(options: { ctr: CtrCommand; images: readonly ImageArchive[] }): Promise<string[]> {
  const { stdout } = await runCtr(options.ctr, ['images', 'ls'])
  const present = parseImageList(stdout)
  const missing = options.images.filter((image) => present.get(image.name) !== image.digest)
  for (const image of missing) {
    await runCtr(options.ctr, ['images', 'import', '--local', image.file]).catch((cause: unknown) => {
      const cure = getStderr(cause).includes('no space left')
        ? 'The disk is full: free some space and run the command again.'
        : `Its archive may be damaged: rm ${image.file} and run the command again.`
      throw new AppError('UNAVAILABLE', `The image ${image.name} could not be loaded. ${cure}`, { cause })
    })
  }
  return missing.map((image) => image.name)
}

/** Imports an archive made by `docker save` or any OCI tool; resolves with the names of the images in it. */
export async function loadImageFile(options: { ctr: CtrCommand; file: string }): Promise<string[]> {
  await access(options.file).catch((cause: unknown) => {
    const message = `There is no file ${options.file}. Give the path of an image archive, as written by docker save -o FILE IMAGE.`
    throw new AppError('NOT_FOUND', message, { cause })
  })
  const { stdout } = await runCtr(options.ctr, ['images', 'import', '--local', options.file]).catch(
    (cause: unknown) => {
      const stderr = cause instanceof AppError ? String(cause.details.stderr) : ''
      if (/archive\/tar|image format|no match for platform/.test(stderr)) {
        const message = `${options.file} is not an image archive for this machine. Write one with docker save -o FILE IMAGE.`
        throw new AppError('INVALID_INPUT', message, { cause })
      }
      const message = `${options.file} could not be loaded. See whether containerd runs: npm run cluster -- status.`
      throw new AppError('UNAVAILABLE', message, { cause })
    },
  )
  const names = [...stdout.matchAll(/^unpacking (\S+) \(sha256:/gm)].map((match) => match[1] ?? '')
  if (names.length === 0) {
    const message = `The images in ${options.file} have no names. Save them by name and tag, not by id.`
    throw new AppError('INVALID_INPUT', message)
  }
  return names
}
