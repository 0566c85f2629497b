import { describe, expect, test } from 'vitest'
import { parseBackingFile, parseMountTable } from './mount-table.ts'

describe('parseMountTable', () => {
  test('reads device and mount point in order, whatever optional fields stand between', () => {
    const table = [
      '25 30 0:23 / /proc rw,relatime shared:5 - proc proc rw',
      '91 30 7:3 / /srv/volumes/pvc-1 rw,noatime shared:7 master:2 - xfs /dev/loop3 rw,discard',
      '92 30 7:3 /data /var/lib/kubelet/pods/x/volumes/y rw,noatime - xfs /dev/loop3 rw,discard',
      '',
    ].join('\n')
    expect(parseMountTable(table)).toEqual([
      { device: '0:23', mountPoint: '/proc' },
      { device: '7:3', mountPoint: '/srv/volumes/pvc-1' },
      { device: '7:3', mountPoint: '/var/lib/kubelet/pods/x/volumes/y' },
    ])
  })

  test('reads the characters that the kernel escapes', () => {
    const [mount] = parseMountTable('91 30 7:3 / /srv/my\\040disk\\134new rw - xfs /dev/loop3 rw')
    expect(mount?.mountPoint).toBe('/srv/my disk\\new')
  })
})

describe('parseBackingFile', () => {
  test('tells a deleted file from one that is there', () => {
    expect(parseBackingFile('/srv/a.img\n')).toEqual({ backingFile: '/srv/a.img', isBackingFileDeleted: false })
    expect(parseBackingFile('/srv/a.img (deleted)\n')).toEqual({
      backingFile: '/srv/a.img',
      isBackingFileDeleted: true,
    })
  })
})
