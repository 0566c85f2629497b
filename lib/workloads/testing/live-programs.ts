/** What the workloads of the live cases run; all of it is in the toolbox image. */
export const shell = (script: string) => ['/bin/sh', '-c', script]
const node = (script: string) => ['node', '-e', script]

/** Ends at once when it is told to. */
export const IDLE_SCRIPT = shell('trap "exit 0" TERM; while :; do sleep 3600 & wait $!; done')

export const WEB_SCRIPT = ['httpd', '-f', '-p', '8080', '-h', '/tmp']

export const failing = (exitCode: number, lastWords: string, seconds = 0) =>
  shell(`sleep ${seconds}; echo '${lastWords}' >&2; exit ${exitCode}`)

/** Answers each request as told: with a status, or never. */
export const answering = (answer: string, address = "8080, '0.0.0.0'") =>
  node(`require('node:http').createServer((request, response) => { ${answer} }).listen(${address})`)

export const MEMORY_SCRIPT = node('const all = []; for (;;) all.push(Buffer.alloc(1024 * 1024, 1))')

export const filling = (file: string) => shell(`dd if=/dev/zero of=${file} bs=1M`)

/** Answers for a while from its first request on, and then never again. */
export const FREEZING_SCRIPT = answering(
  "globalThis.first ??= Date.now(); if (Date.now() - first < 8000) response.end('ok')",
)
