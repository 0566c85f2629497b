import type { ParsedEnvironment } from '#lib/workloads/schema-dotenv.ts'
import { NEW_VARIABLE, type VariableValues } from './launch-values.ts'

/** Names that programs use for what nobody else may read. */
const SECRET_NAME = /(^|_)(PASSWORD|PASSWD|PWD|PASS|SECRET|TOKEN|KEY|CREDENTIALS?|DSN)(_|$)/i
/** Addresses of databases carry the password in themselves. */
const SECRET_VALUE = /^[a-z][a-z0-9+.-]*:\/\/[^/\s@]*:[^/\s@]+@/i

/** The table with what was pasted: a name that is there already gets the new value in its place. */
export function mergeVariables(
  rows: readonly VariableValues[],
  pasted: ParsedEnvironment['variables'],
): VariableValues[] {
  const news = new Map(pasted.map(({ name, value }) => [name, toVariable(name, value)]))
  const kept = rows
    // A row in which nothing stands was only waiting to be filled in.
    .filter(({ name, source, value }) => name !== '' || source !== 'value' || value !== '')
    .map((row) => {
      const replaced = news.get(row.name)
      news.delete(row.name)
      return replaced ?? row
    })
  return [...kept, ...news.values()]
}

function toVariable(name: string, value: string): VariableValues {
  const isSecret = SECRET_NAME.test(name) || SECRET_VALUE.test(value)
  return { ...NEW_VARIABLE, name, isSecret, ...(isSecret ? { secretValue: value } : { value }) }
}
