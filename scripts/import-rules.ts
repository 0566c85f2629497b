import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { checkImports } from './import-rules/check-imports.ts'
import { checkComments, checkName } from './import-rules/check-names.ts'
import { readSource } from './import-rules/read-source.ts'

const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  encoding: 'utf8',
})
// A file that is deleted but not yet committed is still listed.
const files = listed.split('\0').filter((file) => /\.(ts|tsx|mts|js|mjs)$/.test(file) && existsSync(file))
const violations = files
  .map((file) => readSource(file, readFileSync(file, 'utf8')))
  .flatMap((source) => [...checkName(source), ...checkImports(source), ...checkComments(source)])

for (const { file, line, message } of violations) console.log(`${file}:${line}  ${message}`)
if (files.length === 0) console.log('No source file was found.')
if (files.length === 0 || violations.length > 0) process.exitCode = 1
