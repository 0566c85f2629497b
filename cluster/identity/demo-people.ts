import type { PersonInput } from './server/person-schema.ts'

/** Who is in it, administers Moorage. */
export const DEMO_ADMIN_GROUP = 'moorage-admins'

/** Shown on the sign-in page, because it keeps nothing safe. */
const PASSWORD = 'moorage'

/** The people of the demo. Subjects are made up once and stay: they are what the portal knows people by. */
export const DEMO_PEOPLE: readonly PersonInput[] = [
  {
    subject: '4f1c9a52-7d0e-4c7b-9a51-1f0c7c0b1a01',
    username: 'alice',
    password: PASSWORD,
    name: 'Alice Hansen',
    email: 'alice@example.org',
    groups: ['researchers'],
    hint: 'Researcher',
  },
  {
    subject: 'b07a3d18-52e4-4d0f-8a6e-6c2f9e4d2b02',
    username: 'bob',
    password: PASSWORD,
    name: 'Bob Okafor',
    email: 'bob@example.org',
    groups: ['researchers', 'students'],
    hint: 'Student and researcher',
  },
  {
    subject: 'd93e6f40-0b8a-4f6d-b1c3-8e5a2d7f3c03',
    username: 'admin',
    password: PASSWORD,
    name: 'Ada Petrova',
    email: 'ada@example.org',
    groups: [DEMO_ADMIN_GROUP],
    hint: 'Administrator',
  },
]
