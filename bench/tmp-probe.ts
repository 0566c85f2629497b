import { startChromium } from './chromium.ts'
import { openDemo } from './demo-people.ts'
import { fetchCallback, finishSignIn, startSignIn } from './sign-in.ts'
const demo = await openDemo()
const browser = await startChromium()
try {
  const [person] = await demo.create(1)
  const started = await startSignIn(demo.portalUrl, person!)
  console.log('signin ms', await finishSignIn(started.visitor, await fetchCallback(started)))
  const cookies = started.visitor.listCookies(new URL(demo.portalUrl).host)
  console.log(browser.version())
  for (const latency of [0, 165, 1500]) {
    const context = await browser.newContext()
    await context.addCookies(cookies.map((c) => ({ ...c, url: demo.portalUrl })))
    const page = await context.newPage()
    const s = await context.newCDPSession(page)
    const urls = new Map<string, string>()
    const log: [string, number, number][] = []
    s.on('Network.responseReceived', ({ requestId, type, response }) => {
      if (type === 'Script' || /javascript/.test(response.mimeType))
        urls.set(
          requestId,
          response.url + ' ' + (response.headers['content-encoding'] ?? response.headers['Content-Encoding']),
        )
    })
    s.on('Network.loadingFinished', ({ requestId, encodedDataLength, timestamp }) => {
      const u = urls.get(requestId)
      if (u) log.push([u, encodedDataLength, timestamp])
    })
    await s.send('Network.enable')
    await s.send('Network.emulateNetworkConditions', {
      offline: false,
      latency,
      downloadThroughput: 1012500,
      uploadThroughput: 168750,
    })
    await page.goto(demo.portalUrl + '/')
    const n = log.length
    const t = await page.evaluate(() => {
      const [x] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
      return [
        x!.requestStart,
        x!.responseStart,
        x!.responseEnd,
        x!.loadEventEnd,
        x!.encodedBodySize,
        x!.decodedBodySize,
      ]
    })
    const sum0 = log.reduce((a, l) => a + l[1], 0)
    await page.waitForTimeout(3000)
    console.log(
      latency,
      t,
      'scripts at load',
      n,
      sum0,
      'after',
      log.length,
      log.reduce((a, l) => a + l[1], 0),
    )
    if (latency === 165) for (const l of log.sort((a, b) => b[1] - a[1])) console.log(l[1], l[0].split('/').pop())
    await context.close()
  }
} finally {
  await browser.close()
  await demo.leave()
}
