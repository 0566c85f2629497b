import { createHash, timingSafeEqual } from 'node:crypto'
import type { AccountClaims } from 'oidc-provider'
import type { Person } from './person-schema.ts'

/** The people who can sign in now. */
export interface People {
  listShown(): Person[]
  getByUsername(username: string): Person | null
  getBySubject(subject: string): Person | null
  /** Adds or changes; whoever has the same subject under another username is this person, renamed. */
  set(person: Person): void
  /** Returns who was removed, or null when there was nobody of this name. */
  remove(username: string): Person | null
}

export function createPeople(initial: readonly Person[]): People {
  const byUsername = new Map<string, Person>()
  const bySubject = new Map<string, Person>()

  function remove(username: string): Person | null {
    const person = byUsername.get(username)
    if (!person) return null
    byUsername.delete(username)
    bySubject.delete(person.subject)
    return person
  }

  function set(person: Person): void {
    const previous = bySubject.get(person.subject)
    if (previous) remove(previous.username)
    remove(person.username)
    byUsername.set(person.username, person)
    bySubject.set(person.subject, person)
  }

  initial.forEach(set)
  return {
    listShown: () => [...byUsername.values()].filter(({ hint }) => hint !== undefined),
    getByUsername: (username) => byUsername.get(username) ?? null,
    getBySubject: (subject) => bySubject.get(subject) ?? null,
    set,
    remove,
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Takes the same time for a wrong password and for a name that nobody has. */
export function isPasswordOf(person: Person | null, password: string): boolean {
  const isEqual = timingSafeEqual(hash(password), hash(person?.password ?? ''))
  return isEqual && person !== null
}

export function toClaims(person: Person): AccountClaims {
  const { subject, username, name, email, groups, claims } = person
  return { preferred_username: username, name, email, email_verified: true, groups, ...claims, sub: subject }
}
