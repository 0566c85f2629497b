import { html, trustMarkup } from './html.ts'
import { brand, buildPage, type Page } from './page.ts'

/** A page that says one thing, with a way on. */
export function buildMessagePage(options: {
  title: string
  text: string
  link: { href: string; label: string }
}): Page {
  const { title, text, link } = options
  return buildPage({
    title,
    formOrigins: [],
    body: html`<div class="part">
      ${brand}
      <h1>${title}</h1>
      <p class="quiet">${text}</p>
      <div class="actions"><a class="button" href="${link.href}">${link.label}</a></div>
    </div>`,
  })
}

/**
 * Asks whether to sign out. `form` is the provider's own and has the id `op.logoutForm`. With `isConfirmed` the answer
 * is given by a script: the application has proved that it is this person's session which shall end.
 */
export function buildSignOutPage(options: {
  form: string
  isConfirmed: boolean
  formOrigins: readonly string[]
}): Page {
  return buildPage({
    title: 'Sign out',
    formOrigins: options.formOrigins,
    script: options.isConfirmed ? `document.querySelector('[name=logout]').click()` : undefined,
    body: html`<div class="part">
      ${brand}
      <h1>Sign out</h1>
      <p class="quiet">You leave Moorage, and everything else that you entered with this account.</p>
      <div hidden>${trustMarkup(options.form)}</div>
      <div class="actions">
        <button class="button" form="op.logoutForm" name="logout" value="yes">Sign out</button>
        <button class="button secondary" form="op.logoutForm">Stay signed in</button>
      </div>
    </div>`,
  })
}
