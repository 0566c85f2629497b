import { randomUUID } from 'node:crypto'
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test'
import { DEMO_ADMIN_GROUP } from '#cluster/identity/demo-people.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { deleteObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { waitUntilAwake } from './open-page.ts'
import { client, identity, portalUrl } from './place.ts'

export interface TestPerson {
  username: string
  password: string
  displayName: string
  /** What the provider knows the person by. */
  subject: string
  space: `u/${string}`
  namespace: string
}

/** People of one test, each in a browser of their own. What they leave behind goes with the test. */
export class People {
  private readonly browser: Browser
  private readonly baseURL: string
  private readonly people: TestPerson[] = []
  private readonly contexts: BrowserContext[] = []

  /** `address` is the portal's, where there are several. */
  constructor(browser: Browser, address = portalUrl) {
    this.browser = browser
    this.baseURL = address
  }

  /** Somebody whom the provider knows and the portal does not yet. */
  async create({ isAdmin = false } = {}): Promise<TestPerson> {
    const username = `e2e-${randomUUID().slice(0, 8)}`
    const person = {
      username,
      password: randomUUID(),
      displayName: `Test Person ${username.slice(4)}`,
      subject: randomUUID(),
      space: `u/${username}` as const,
      namespace: `user-${username}-storage`,
    }
    await identity.setPerson({
      subject: person.subject,
      username,
      password: person.password,
      name: person.displayName,
      email: `${username}@example.org`,
      groups: isAdmin ? [DEMO_ADMIN_GROUP] : [],
    })
    this.people.push(person)
    return person
  }

  /** A browser in which nobody is signed in. */
  async openBrowser(): Promise<Page> {
    const context = await this.browser.newContext({ baseURL: this.baseURL })
    this.contexts.push(context)
    return context.newPage()
  }

  /** Signs in in a new browser, or in the one given, and resolves on the page of this path. */
  async signIn(person: TestPerson, { path = routes.home(), page }: { path?: string; page?: Page } = {}): Promise<Page> {
    const opened = page ?? (await this.openBrowser())
    await opened.goto(routes.api.startSignIn(path))
    await fillInProvider(opened, person)
    await expect(opened).toHaveURL(path)
    await waitUntilAwake(opened)
    return opened
  }

  async leave(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()))
    await Promise.all(this.people.map(removePerson))
  }
}

/** The provider's own page, which speaks English only. */
export async function fillInProvider(
  page: Page,
  { username, password }: Pick<TestPerson, 'username' | 'password'>,
): Promise<void> {
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function removePerson({ username, namespace }: TestPerson): Promise<void> {
  // One that was started anew since knows only those that it began with.
  await identity.removePerson(username).catch((error: unknown) => {
    if (getKubeCase(error) !== 'unknown-kind') throw error
  })
  await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
  await deleteObject(client, { apiVersion: 'moorage.dev/v1alpha1', kind: 'User', name: username })
}
