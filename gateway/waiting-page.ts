import type { ServerResponse } from 'node:http'
import { pickLocale } from '#lib/i18n/pick-locale.ts'
import { readGatewayWords } from '#lib/i18n/gateway-words.ts'
import type { WaitingAnswer } from '#lib/workloads/schema-tickets.ts'

const REFRESH_SECONDS = 2

const STYLE = `
:root { color-scheme: light dark; font-family: ui-sans-serif, system-ui, sans-serif; line-height: 1.5 }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center }
main { max-width: 32rem; padding: 2rem }
h1 { font-size: 1.25rem; margin: 0 0 .5rem }
p { margin: 0 0 .75rem }
.host { opacity: .7; font-size: .875rem; overflow-wrap: anywhere }
`

interface WaitingPage {
  answer: WaitingAnswer
  host: string
  portalUrl: string
  acceptLanguage: string
}

/** Says what happens and opens the address by itself as soon as it answers; it runs no script. */
export function sendWaitingPage(response: ServerResponse, page: WaitingPage): void {
  const body = Buffer.from(buildPage(page))
  response.writeHead(503, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    'retry-after': String(REFRESH_SECONDS),
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
  response.end(body)
}

export function buildPage({ answer, host, portalUrl, acceptLanguage }: WaitingPage): string {
  const locale = pickLocale({ acceptLanguage })
  const words = readGatewayWords(locale)
  const title = words[`${answer.state}Title`]
  const sentences = [answer.sentence, words[`${answer.state}Text`]].filter((one) => one !== null)
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n')}
<p><a href="${escapeHtml(portalUrl)}">${escapeHtml(words.toPortal)}</a></p>
<p class="host">${escapeHtml(host)}</p>
</main>
</body>
</html>
`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Sentences hold names and words of programs. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
