import { expect, test } from 'vitest'
import { loadImageFile, parseImageList } from './load-images.ts'

test('the table of ctr is read by name', () => {
  const output = `REF                        TYPE                                       DIGEST              SIZE      PLATFORMS   LABELS
moorage.dev/contour:1.33.8 application/vnd.oci.image.manifest.v1+json sha256:e084ed667fdd 57.3 MiB  linux/amd64 io.cri-containerd.image=managed
moorage.dev/pause:1        application/vnd.oci.image.manifest.v1+json sha256:56e5d9ee2e79 2.0 MiB   linux/amd64 -
`
  expect([...parseImageList(output)]).toEqual([
    ['moorage.dev/contour:1.33.8', 'sha256:e084ed667fdd'],
    ['moorage.dev/pause:1', 'sha256:56e5d9ee2e79'],
  ])
  expect(parseImageList('REF TYPE DIGEST SIZE PLATFORMS LABELS\n').size).toBe(0)
})

test('an archive that is not there is said so', async () => {
  const attempt = loadImageFile({ ctr: ['/nowhere/ctr'], file: '/nowhere/image.tar' })
  await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
