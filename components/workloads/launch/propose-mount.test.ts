import { expect, test } from 'vitest'
import type { MountValues } from './launch-values.ts'
import { proposeMount } from './propose-mount.ts'

const volumes = [
  { name: 'disk', isPrimary: true, accessMode: 'ReadWriteOnce' as const },
  { name: 'team', isPrimary: false, accessMode: 'ReadWriteMany' as const },
]

test.each<[MountValues['source'], string, string[], string]>([
  ['volume', 'disk', [], '/data'],
  ['volume', 'disk', ['/data'], '/disk'],
  ['volume', 'disk', ['/data', '/disk'], '/data-2'],
  ['volume', 'team', [], '/shared'],
  ['volume', 'team', ['/shared'], '/shared/team'],
  ['config-map', 'web', [], '/config/web'],
  ['secret', 'tokens', [], '/secrets'],
  ['scratch', '', ['/tmp'], '/tmp-2'],
])('%s %s beside %j lies at %s', (source, object, paths, path) => {
  const mounts = paths.map((one) => ({ path: one }))
  expect(proposeMount(source, object, { volumes, mounts, hasFiles: true })).toMatchObject({ source, object, path })
})
