import { expect, test } from 'vitest'
import { ReplicaPaths } from './replica-path.ts'

const SESSION = '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00'
const secret = 'a secret of more than thirty-two characters'
const build = (name: string, key = secret) =>
  new ReplicaPaths({ secret: key, replica: { name, address: `10.244.0.${name.length}:3001` } })

test('every replica reads where a session is, and only what a replica made', () => {
  const [one, other] = [build('gateway-a'), build('gateway-bc')]
  const path = one.build(SESSION)
  expect(one.parse(path)).toEqual({ session: SESSION, address: '10.244.0.9:3001', isHere: true })
  expect(other.parse(path)).toMatchObject({ address: '10.244.0.9:3001', isHere: false })
  const forged = Buffer.from(JSON.stringify({ name: 'x', address: '169.254.169.254:80' })).toString('base64url')
  const signature = path.split('.')[1]?.split('/')[0]
  expect(other.parse(`/attach/${forged}.${signature}/${SESSION}`)).toBeNull()
  expect(build('gateway-a', `${secret}!`).parse(path)).toBeNull()
  expect(one.parse('/attach/x/y')).toBeNull()
})
