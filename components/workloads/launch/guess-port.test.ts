import { expect, test } from 'vitest'
import { guessPort } from './guess-port.ts'

test.each([
  ['moorage.dev/toolbox:1', '', '', 8080],
  ['', '', '', 8080],
  ['docker.io/library/nginx:1.29', '', '', 80],
  ['registry.example.org:5000/team/node@sha256:00', '', '', 3000],
  ['nginxinc/nginx-unprivileged:1', '', '', 8080],
  ['nginx', 'httpd -f -p 8081 -h /data', '', 8081],
  ['app', '', '--port=3000', 3000],
  ['app', '', '--http-port 9000', 9000],
  ['app', 'serve -p3001', '', 3001],
  ['app', 'serve 0.0.0.0:4000', '', 4000],
  ['app', 'sh -c "exec httpd -f -p 8090"', '', 8090],
  // No port at all, and none that there is.
  ['app', 'cp -p data', '--port=99999', 8080],
])('%s with %j %j listens on %s', (image, command, args, port) => {
  expect(guessPort({ image, command, args })).toBe(port)
})
