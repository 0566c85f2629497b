import { expect } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import { test } from './portal-test.ts'
import { send } from './send.ts'

/** Undefined: the header is missing. */
const FOREIGN_ORIGINS = ['http://evil.example', 'null', undefined]

test('other sites cannot make a browser prolong, end or use a session', async ({ people }) => {
  const person = await people.create()
  const page = await people.signIn(person)
  const cookies = await page.context().cookies()
  for (const path of [routes.api.refreshSession(), routes.api.signOut(), routes.api.launchPreview(person.space)]) {
    for (const origin of FOREIGN_ORIGINS) {
      const headers = { 'content-type': 'application/json', origin }
      const answer = await send({ path, method: 'POST', cookies, headers, body: '{}' })
      const what = `${path} from ${origin}`
      expect.soft(answer.status, what).toBe(403)
      expect.soft(JSON.parse(answer.body), what).toMatchObject({ error: { code: 'FORBIDDEN' } })
      expect.soft(answer.headers['set-cookie'], what).toBeUndefined()
    }
  }
  expect((await send({ path: routes.api.volumes(person.space), cookies })).status).toBe(200)
})
