import { expect, test } from 'vitest'
import { DEMO_PEOPLE } from '../demo-people.ts'
import { buildSignOutPage } from './message-pages.ts'
import { peopleSchema } from './person-schema.ts'
import { buildSignInPage } from './sign-in-page.ts'

const people = peopleSchema.parse(DEMO_PEOPLE)
const options = {
  action: '/sign-in/1',
  applicationName: 'Moorage',
  username: '',
  hasFailed: false,
  people,
  formOrigins: ['http://moorage.localhost:8080'],
}

test('everybody who is shown is there with what is needed to sign in', () => {
  const { markup } = buildSignInPage(options)
  for (const { name, username, password } of people) {
    expect(markup).toContain(`<b>${name}</b>`)
    expect(markup).toContain(`data-username="${username}" data-password="${password}"`)
  }
  expect(markup).toContain('The password is <code>moorage</code> for each of them.')
  expect(markup).not.toContain('role="alert"')
})

test('passwords that differ stand beside each person', () => {
  const { markup } = buildSignInPage({ ...options, people: [people[0]!, { ...people[1]!, password: 'other' }] })
  expect(markup).not.toContain('for each of them')
  expect(markup).toContain('Password <code>other</code>')
})

test('without people there is only the form', () => {
  expect(buildSignInPage({ ...options, people: [] }).markup).not.toContain('aria-labelledby="people"')
})

test('a failure is announced and tied to both fields, and what was typed stays text', () => {
  const { markup } = buildSignInPage({ ...options, username: '"><img>', hasFailed: true })
  expect(markup).toContain('id="problem" role="alert"')
  expect(markup.match(/aria-invalid="true" aria-describedby="problem"/g)).toHaveLength(2)
  expect(markup).toContain('value="&quot;&gt;&lt;img&gt;"')
})

test('only the script that was sent along runs, and forms lead to known places', () => {
  const pages = [buildSignInPage(options), buildSignInPage(options)]
  const nonces = pages.map(({ markup, headers }) => {
    const [, nonce = ''] = /script-src 'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '') ?? []
    expect(markup).toContain(`<script nonce="${nonce}">`)
    expect(markup.match(/<script/g)).toHaveLength(1)
    return nonce
  })
  expect(nonces[0]).not.toBe(nonces[1])
  expect(pages[0]!.headers['content-security-policy']).toContain(`form-action 'self' http://moorage.localhost:8080;`)
})

test('the sign-out page asks, or answers by itself', () => {
  const form = '<form id="op.logoutForm"></form>'
  expect(buildSignOutPage({ form, isConfirmed: false, formOrigins: [] }).markup).not.toContain('<script')
  expect(buildSignOutPage({ form, isConfirmed: true, formOrigins: [] }).markup).toContain('<script')
})
