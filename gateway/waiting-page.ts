import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { pickLocale } from '#lib/i18n/pick-locale.ts'
import { readGatewayWords } from '#lib/i18n/gateway-words.ts'
import type { WaitingAnswer } from '#lib/workloads/schema-tickets.ts'

const ASK_SECONDS = 2
/** Names what a waiting page says; a page that asks with it wants to know whether that is still so. */
export const WAITING_HEADER = 'moorage-waiting'

/** Loads the page anew only once there is something else to read: who listens to it is not thrown back every two seconds. */
const SCRIPT = `
const { waiting } = document.documentElement.dataset
const headers = { '${WAITING_HEADER}': waiting }
const ask = async () => {
  const asked = await fetch(location.href, { method: 'HEAD', headers, cache: 'no-store', redirect: 'manual' }).catch(() => null)
  if (asked && asked.headers.get('${WAITING_HEADER}') !== waiting) return location.reload()
  setTimeout(ask, ${ASK_SECONDS * 1000})
}
setTimeout(ask, ${ASK_SECONDS * 1000})
`
const POLICY = [
  "default-src 'none'",
  `script-src 'sha256-${toHash(SCRIPT)}'`,
  "connect-src 'self'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** In the colours of the portal, whose own styles are another origin's. */
const STYLE = `
:root { color-scheme: light dark; --ground: #fbfaf8; --card: #fff; --line: #e3e0da; --text: #23211e; --quiet: #6a655d; --accent: #0f5f6b }
@media (prefers-color-scheme: dark) {
  :root { --ground: #161514; --card: #1f1e1c; --line: #383530; --text: #efece6; --quiet: #a8a299; --accent: #6cc3cf }
}
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: var(--ground); color: var(--text);
  font: 1rem/1.5 ui-sans-serif, system-ui, sans-serif }
main { box-sizing: border-box; width: min(30rem, 100vw - 2rem); padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem }
h1 { margin: 0 0 .5rem; font-size: 1.25rem; line-height: 1.3 }
p { margin: 0 0 .75rem; overflow-wrap: anywhere }
a { color: var(--accent); text-underline-offset: .25em }
.host { margin: 1.5rem 0 0; color: var(--quiet); font-size: .875rem; overflow-wrap: anywhere }
`

interface WaitingPage {
  answer: WaitingAnswer
  host: string
  /** Where the portal says more. */
  portalUrl: string
  acceptLanguage: string
}

/** Says what happens and opens the address by itself as soon as it answers; of scripts it runs its own alone. */
export function sendWaitingPage(response: ServerResponse, page: WaitingPage): void {
  const body = Buffer.from(buildPage(page))
  response.writeHead(503, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    'retry-after': String(ASK_SECONDS),
    [WAITING_HEADER]: toMark(page.answer),
    'content-security-policy': POLICY,
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
<html lang="${locale}" data-waiting="${toMark(answer)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n')}
<p><a href="${escapeHtml(portalUrl)}">${escapeHtml(words.toPortal)}</a></p>
<p><a href="">${escapeHtml(words.again)}</a></p>
<p class="host">${escapeHtml(host)}</p>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`
}

/** Differs where the page would read differently. */
function toMark({ state, sentence }: WaitingAnswer): string {
  return toHash(`${state} ${sentence ?? ''}`)
}

function toHash(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Sentences hold names and words of programs. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
