import type { Settings } from './settings.ts'

/** What makes a portal unsafe. The demo may do without it, but only under names that never leave the machine. */
export function listProductionProblems(given: Settings): string[] {
  const problems: string[] = []
  for (const setting of ['MOORAGE_URL', 'MOORAGE_OIDC_ISSUER', 'MOORAGE_FILES_URL'] as const) {
    const value = given[setting]
    if (!value?.startsWith('http:')) continue
    if (!given.MOORAGE_DEMO) problems.push(`${setting} has to begin with https; only the demo runs without it.`)
    else if (!isLocalhost(value)) {
      problems.push(`${setting} may begin with http only for localhost and names that end in .localhost.`)
    }
  }
  if (given.MOORAGE_FILES_URL && new URL(given.MOORAGE_FILES_URL).host === new URL(given.MOORAGE_URL).host) {
    problems.push('MOORAGE_FILES_URL has to have another host than MOORAGE_URL: files of people are shown there.')
  }
  problems.push(...listPrometheusProblems(given))
  if (given.MOORAGE_DEMO) return problems
  if (!given.MOORAGE_FILES_URL) problems.push('MOORAGE_FILES_URL is not set; only the demo runs without it.')
  for (const setting of ['MOORAGE_SESSION_SECRET', 'MOORAGE_OIDC_CLIENT_SECRET', 'MOORAGE_GATEWAY_SECRET'] as const) {
    if (/demo|example|changeme|change-me/i.test(given[setting] ?? '')) {
      problems.push(`${setting} is the one of a demo or an example; make one with: openssl rand -base64 48`)
    }
  }
  return problems
}

/** Without TLS, whoever stands between could take the token, and could have everything stopped as unused. */
function listPrometheusProblems(given: Settings): string[] {
  if (given.MOORAGE_USAGE_SOURCE !== 'prometheus') return []
  const url = given.MOORAGE_PROMETHEUS_URL
  if (url === null) return ['MOORAGE_PROMETHEUS_URL is not set; MOORAGE_USAGE_SOURCE=prometheus needs it.']
  if (!url.startsWith('http:')) return []
  const problems: string[] = []
  for (const setting of ['MOORAGE_PROMETHEUS_TOKEN_FILE', 'MOORAGE_PROMETHEUS_CA_FILE'] as const) {
    if (given[setting] === null) continue
    problems.push(`${setting} needs a MOORAGE_PROMETHEUS_URL with https: http proves nobody, and gets no token.`)
  }
  if (given.MOORAGE_DEMO || isClusterService(url)) return problems
  const places = 'only a Service of the cluster (name.namespace.svc) may be asked without it.'
  return [...problems, `MOORAGE_PROMETHEUS_URL has to begin with https; ${places}`]
}

/** What stays within the cluster's own network. */
function isClusterService(address: string): boolean {
  return /^[^.]+\.[^.]+\.svc(\.cluster\.local)?$/.test(new URL(address).hostname)
}

function isLocalhost(address: string): boolean {
  return /(^|\.)localhost$/.test(new URL(address).hostname)
}
