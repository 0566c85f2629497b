import { execFileSync } from 'node:child_process'

/** Python's own reader of zip files, which checks every checksum. */
export function readZip(file: string): { name: string; size: number; mode: string; time: number[]; flags: number }[] {
  const program = `
import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
bad = archive.testzip()
assert bad is None, bad
print(json.dumps([{"name": i.filename, "size": i.file_size, "mode": oct(i.external_attr >> 16), "time": i.date_time, "flags": i.flag_bits} for i in archive.infolist()]))
`
  return JSON.parse(
    execFileSync('python3', ['-c', program, file], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
  ) as ReturnType<typeof readZip>
}
