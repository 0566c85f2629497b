import { expect, test } from 'vitest'
import { checkKeyPair } from './objects-tls.ts'

// Made for this test, and used nowhere else.
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBijCCATGgAwIBAgIUQp64Ea55ZVf63LgNfrS4MnWjjMcwCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPd2ViLmV4YW1wbGUub3JnMCAXDTI2MTEyNDEzMTQ0OFoYDzIx
MjYxMDMxMTMxNDQ4WjAaMRgwFgYDVQQDDA93ZWIuZXhhbXBsZS5vcmcwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAASmLprsTVnHMAzANvFggG9hY7Ut+VfdH+6qf/V4
ZOVq11ziFA8MwKI7ja7Fgj7yzmJq9BgLmiHB3bMpu/EGip+no1MwUTAdBgNVHQ4E
FgQU84uzBgT/dMqali+7RyDWmNGY2f8wHwYDVR0jBBgwFoAU84uzBgT/dMqali+7
RyDWmNGY2f8wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBDZEJ6
uT+vrcGEcbQ5aZlSJ4VKUJLxw3vDkZr1AQpN4AIgVvJebdULyzV1O7TeigGSktRH
N/JuVVI1bnwYaWKk/Vw=
-----END CERTIFICATE-----`
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZ94m0TfrpJOhVX96
juNzU7/Edaj4nB5DJNZrGxJiBXGhRANCAASmLprsTVnHMAzANvFggG9hY7Ut+Vfd
H+6qf/V4ZOVq11ziFA8MwKI7ja7Fgj7yzmJq9BgLmiHB3bMpu/EGip+n
-----END PRIVATE KEY-----`
const OTHER_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9A02r25/BRagwHtU
WN3Lz6rk08tp9whcuXw/9uHwjeihRANCAAS7+N2KjSCvy4E0Uia+qbr/76XsWz/z
qTQ8wCHHnrPEMOf79p/FxWRyVD/UUxtGoZgsk09pohP64Z0ZPBKzbSqo
-----END PRIVATE KEY-----`

test.each<[string, string, string, Record<string, string>]>([
  ['a certificate and its key', CERTIFICATE, KEY, {}],
  ['a key of another certificate', CERTIFICATE, OTHER_KEY, { privateKey: 'config.keyMismatch' }],
  ['a key that is cut', CERTIFICATE, KEY.replace(/\n.{20}/, '\n'), { privateKey: 'config.privateKeyInvalid' }],
  ['a key in the certificate’s place', KEY, KEY, { certificate: 'config.certificateInvalid' }],
])('%s', (_, certificate, privateKey, fields) => {
  const found = Object.entries(checkKeyPair({ certificate, privateKey }))
  expect(Object.fromEntries(found.map(([field, { messageKey }]) => [field, messageKey]))).toEqual(fields)
})
