'use client'

import './globals.css'
import { getButtonClass } from '#components/ui/button-class.ts'
import sentences from '#messages/last-resort.json'

/** When the root layout itself fails there are no catalogues and no theme: a few sentences, and a way back. */
export default function GlobalError({ retry }: { retry: () => void }) {
  const locale = globalThis.navigator?.language.startsWith('zh') ? 'zh-TW' : 'en'
  const { title, text, retry: label } = sentences[locale]
  return (
    <html lang={locale}>
      <body className="min-h-dvh font-sans text-body">
        <title>{title}</title>
        <main className="mx-auto max-w-text px-4 py-14">
          <h1 className="text-page font-semibold tracking-tight">{title}</h1>
          <p className="mt-2 text-quiet">{text}</p>
          <p className="mt-6">
            <button type="button" onClick={retry} className={getButtonClass({})}>
              {label}
            </button>
          </p>
        </main>
      </body>
    </html>
  )
}
