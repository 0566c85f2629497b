import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { html, trustMarkup, type Html } from './html.ts'

export interface Page {
  markup: string
  headers: Record<string, string>
}

interface PageContent {
  title: string
  body: Html
  script?: string
  /** Where forms on this page may lead to: browsers look at the redirect after a form as well. */
  formOrigins: readonly string[]
  mainClass?: string
}

/** The frame of every page, with the headers it is sent with. */
export function buildPage({ title, body, script, formOrigins, mainClass = '' }: PageContent): Page {
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    `default-src 'none'`,
    `style-src 'self'`,
    `font-src 'self'`,
    `img-src 'self'`,
    `script-src 'nonce-${nonce}'`,
    `form-action ${["'self'", ...formOrigins].join(' ')}`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ]
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="preload" href="/assets/inter.woff2" as="font" type="font/woff2" crossorigin />
        <link rel="stylesheet" href="/assets/page.css" />
      </head>
      <body>
        <main class="${mainClass}"><div class="card">${body}</div></main>
        <footer>The demo’s own sign-in. Nothing typed here leaves this machine.</footer>
        ${
          script === undefined
            ? null
            : html`<script nonce="${nonce}">
                ${trustMarkup(script)}
              </script>`
        }
      </body>
    </html> `
  return {
    markup: page.markup,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'cache-control': 'no-store',
    },
  }
}

export const brand: Html = html`<p class="brand">
  <img src="/assets/icon.svg" width="32" height="32" alt="" />Moorage
</p>`

export function sendPage(response: ServerResponse, status: number, page: Page): void {
  response.writeHead(status, page.headers).end(page.markup)
}
