import { html, type Html } from './html.ts'
import { brand, buildPage, type Page } from './page.ts'
import type { Person } from './person-schema.ts'

/** Fills in the form for a person and leaves the next step to whoever looks at it. */
const SCRIPT = `
document.addEventListener('click', (event) => {
  const person = event.target.closest('[data-username]')
  if (!person) return
  document.querySelector('#username').value = person.dataset.username
  document.querySelector('#password').value = person.dataset.password
  document.querySelector('#submit').focus()
})`

const WARNING_ICON = html`<svg
  width="16"
  height="16"
  viewBox="0 0 16 16"
  fill="none"
  stroke="currentColor"
  stroke-width="1.5"
  stroke-linecap="round"
  aria-hidden="true"
>
  <circle cx="8" cy="8" r="6.5" />
  <path d="M8 4.8v3.7M8 11.1v.1" />
</svg>`

function toInitials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '')
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.slice(0, 1) ?? '').join('')
}

function toPersonItem(person: Person, isPasswordShown: boolean): Html {
  const { username, password, name, hint = '' } = person
  const ownPassword = html`<span>Password <code>${password}</code></span>`
  return html`<li>
    <button class="person" type="button" data-username="${username}" data-password="${password}">
      <span class="avatar" aria-hidden="true">${toInitials(name)}</span>
      <span><b>${name}</b><span>${hint}</span>${isPasswordShown ? ownPassword : null}</span>
      <code>${username}</code>
    </button>
  </li>`
}

function toPeoplePart(people: readonly Person[]): Html {
  const [first] = people
  const isShared = people.every(({ password }) => password === first?.password)
  const sharedPassword = html` The password is <code>${first?.password ?? ''}</code> for each of them.`
  return html`<section class="part people" aria-labelledby="people">
    <h2 id="people">People of the demo</h2>
    <p class="quiet">Choose one to fill in the form.${isShared ? sharedPassword : null}</p>
    <ul>
      ${people.map((person) => toPersonItem(person, !isShared))}
    </ul>
  </section>`
}

export interface SignInPageOptions {
  action: string
  applicationName: string
  username: string
  hasFailed: boolean
  people: readonly Person[]
  formOrigins: readonly string[]
}

export function buildSignInPage(options: SignInPageOptions): Page {
  const { action, applicationName, username, hasFailed, people, formOrigins } = options
  const invalid = hasFailed ? html` aria-invalid="true" aria-describedby="problem"` : null
  const focus = html` autofocus`
  const alert = html`<p class="alert" id="problem" role="alert">
    ${WARNING_ICON}<span>The user name or the password is wrong.</span>
  </p>`
  return buildPage({
    title: hasFailed ? 'Wrong user name or password – Sign in' : 'Sign in',
    formOrigins,
    script: SCRIPT,
    mainClass: people.length > 0 ? 'has-people' : '',
    body: html`<div class="part">
        ${brand}
        <h1>Sign in</h1>
        <p class="quiet">to go on to ${applicationName}</p>
        <form method="post" action="${action}">
          ${hasFailed ? alert : null}
          <div>
            <label for="username">User name</label>
            <input
              id="username"
              name="username"
              value="${username}"
              autocomplete="username"
              autocapitalize="none"
              spellcheck="false"
              required${invalid}${hasFailed ? null : focus}
            />
          </div>
          <div>
            <label for="password">Password</label>
            <input
              id="password"
              name="password"
              type="password"
              autocomplete="current-password"
              required${invalid}${hasFailed ? focus : null}
            />
          </div>
          <button class="button" id="submit">Sign in</button>
        </form>
      </div>
      ${people.length > 0 ? toPeoplePart(people) : null}`,
  })
}
