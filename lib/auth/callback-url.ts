const MAX_LENGTH = 2000
const HOME = '/'

/**
 * Where to go after signing in: a path of the portal itself, or its home page for everything else. Browsers read
 * "/\evil" and "/\t/evil" as "//evil", so the path is not looked at as text alone but parsed as they do.
 */
export function toSafeCallback(value: unknown): string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH || !value.startsWith('/')) return HOME
  if (/[\\\p{Cc}]/u.test(value)) return HOME
  const base = 'http://portal.invalid'
  if (!URL.canParse(value, base)) return HOME
  const url = new URL(value, base)
  if (url.origin !== base || url.username !== '' || url.password !== '') return HOME
  const path = `${url.pathname}${url.search}${url.hash}`
  // "/.//evil" comes out of the parser as "//evil".
  if (path.startsWith('//')) return HOME
  // Pages only: coming back to a call would show its JSON, and to sign-in would go round in a circle.
  return /^\/(api|sign-in|_next)(\/|$)/.test(url.pathname) ? HOME : path
}
