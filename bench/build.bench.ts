import { mkdtemp, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { binaries } from '#cluster/build/binaries.ts'
import { buildBinary } from '#cluster/build/go.ts'
import { createProgress } from '#cluster/progress.ts'
import { buildFigure, type Figure } from './figure.ts'

/** The cold build of the cluster's programs: with Go's own cache empty, sources downloaded before. Takes about ten minutes. */
export async function measure(): Promise<Figure[]> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'moorage-build-'))
  process.env['GOCACHE'] = path.join(dir, 'go-cache')
  const progress = createProgress(process.stderr)
  try {
    const parts: { name: string; seconds: number; mib: number }[] = []
    for (const binary of binaries) {
      const step = progress.start(`Building ${binary.name}`)
      await buildBinary(binary, dir, new AbortController().signal)
      const seconds = step.finish()
      const { size } = await stat(path.join(dir, binary.name))
      parts.push({ name: binary.name, seconds, mib: size / 1024 ** 2 })
    }
    const total = parts.reduce((sum, { seconds }) => sum + seconds, 0)
    return [
      buildFigure('all programs', total, 's'),
      ...parts.map(({ name, seconds }) =>
        buildFigure(name, seconds, 's', { comparedWith: 'all programs', ratio: Number((seconds / total).toFixed(3)) }),
      ),
      buildFigure(
        'size of all programs',
        parts.reduce((sum, { mib }) => sum + mib, 0),
        'MiB',
      ),
    ]
  } finally {
    // Go makes what it keeps read-only, which rm of root does not mind.
    await rm(dir, { recursive: true, force: true })
  }
}
