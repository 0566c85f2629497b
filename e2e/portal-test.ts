import { test as base } from '@playwright/test'
import { People } from './people.ts'

export const test = base.extend<{ people: People }>({
  people: async ({ browser }, provide) => {
    const people = new People(browser)
    await provide(people)
    await people.leave()
  },
})
