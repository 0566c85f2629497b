import { createServer } from 'node:http'

/** What a workload of the tests runs: it tells what it got, sets cookies, streams, and sends back what a WebSocket brings. */
const MIB = 1024 * 1024

if (import.meta.main) {
  const name = process.env['NAME'] ?? ''
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://pod')
    if (url.pathname === '/cookies') {
      response.setHeader('set-cookie', [
        'mine=1; Path=/',
        'wide=2; Path=/; Domain=.apps.localhost',
        'moorage-web=stolen; Path=/',
        'moorage-session=stolen; Path=/; Domain=localhost',
      ])
      return void response.end('set')
    }
    if (url.pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const timer = setInterval(() => response.write('data: tick\n\n'), 100)
      response.once('close', () => clearInterval(timer))
      return
    }
    if (url.pathname === '/bulk') {
      const block = Buffer.alloc(MIB)
      let left = Number(url.searchParams.get('mib'))
      const write = () => {
        while (left > 0) {
          left -= 1
          if (!response.write(block)) return void response.once('drain', write)
        }
        response.end()
      }
      return write()
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ name, method: request.method, url: request.url, headers: request.headers }))
  })
  server.on('upgrade', (_request, socket) => {
    socket.on('error', () => socket.destroy())
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n')
    socket.write('Set-Cookie: moorage-web=stolen\r\n\r\n')
    socket.pipe(socket)
  })
  server.listen(8080)
}
