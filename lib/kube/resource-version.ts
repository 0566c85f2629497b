const WHOLE = /^\d+$/

/**
 * Whether one version of a kind is as new as another. Versions compare as whole numbers of any length
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions); false when one is none.
 */
export function isAsNewAs(version: string, wanted: string): boolean {
  if (version === wanted) return version !== ''
  if (!WHOLE.test(version) || !WHOLE.test(wanted)) return false
  const [a, b] = [version.replace(/^0+/, ''), wanted.replace(/^0+/, '')]
  return a.length === b.length ? a >= b : a.length > b.length
}
