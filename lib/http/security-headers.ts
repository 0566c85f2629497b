/** Where pages may load from and send to, besides the portal itself. */
export interface PageOrigins {
  portalUrl: string
  filesUrl: string | null
  /** Terminals are one host of it. */
  appsDomain: string | null
  /** The identity provider: sign-in and sign-out are forms that end there. */
  issuer: string
  /** React in development explains errors with eval; never in production. */
  isDevelopment: boolean
}

/** The policy of one answer; the nonce is new for each. */
export function buildContentSecurityPolicy(nonce: string, origins: PageOrigins): string {
  const { portalUrl, filesUrl, appsDomain, issuer, isDevelopment } = origins
  const files = filesUrl ? [filesUrl] : []
  const scheme = portalUrl.startsWith('https:') ? 'wss' : 'ws'
  const terminals = appsDomain ? [`${scheme}://terminal.${appsDomain}`] : []
  const directives: Record<string, string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", ...(isDevelopment ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", `'nonce-${nonce}'`],
    // Widths of meters and places of floating parts are style attributes in the server's HTML. An attribute can
    // neither load anything nor select other elements; style elements need the nonce.
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...files],
    'media-src': ["'self'", 'blob:', ...files],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...files, ...terminals],
    'frame-src': files.length > 0 ? files : ["'none'"],
    'worker-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    // Chromium applies this to where a form is redirected, too.
    'form-action': ["'self'", new URL(issuer).origin, ...files],
    'frame-ancestors': ["'none'"],
    ...(portalUrl.startsWith('https:') ? { 'upgrade-insecure-requests': [] } : {}),
  }
  return Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ')
}

/** For what no page policy is made for: built files, redirects and broken addresses load nothing. */
export const NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'"

const YEAR_SECONDS = 365 * 24 * 3600

/** Headers of every answer, whatever it holds. */
export function buildSecurityHeaders(portalUrl: string): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    // Addresses hold names of spaces; other sites do not need to know them.
    'referrer-policy': 'same-origin',
    'permissions-policy':
      'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
    // Without subdomains: the apps domain may lie below and have its own ways.
    ...(portalUrl.startsWith('https:') ? { 'strict-transport-security': `max-age=${2 * YEAR_SECONDS}` } : {}),
  }
}
