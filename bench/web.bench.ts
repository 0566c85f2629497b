import type { Browser } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import { startChromium } from './chromium.ts'
import { openDemo } from './demo-people.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { scale } from './scale.ts'
import { fetchCallback, finishSignIn, startSignIn } from './sign-in.ts'
import { measureVisit, type PageVisit, type VisitFigures } from './web-visit.ts'

const VISITS = scale(7)

/** What a browser on a slow machine and a phone's network shows of Home and Storage, each time as on the first visit. */
export async function measure(): Promise<Figure[]> {
  const demo = await openDemo()
  const browser = await startChromium()
  try {
    const [person] = await demo.create(1)
    if (!person) throw new Error('Nobody was made.')
    const started = await startSignIn(demo.portalUrl, person)
    await finishSignIn(started.visitor, await fetchCallback(started))
    const cookies = started.visitor.listCookies(new URL(demo.portalUrl).host)
    const place = { url: demo.portalUrl, cookies }
    const home = { ...place, name: 'Home', path: routes.home() }
    const storage = { ...place, name: 'Storage', path: routes.storage(person.space) }
    return [
      ...(await measurePage(browser, { ...home, button: `${person.displayName}, account and settings` })),
      ...(await measurePage(browser, { ...storage, button: 'Create volume' })),
    ]
  } finally {
    await browser.close()
    await demo.leave()
  }
}

async function measurePage(browser: Browser, visit: PageVisit & { name: string }): Promise<Figure[]> {
  const visits: VisitFigures[] = []
  for (let index = 0; index < VISITS; index += 1) visits.push(await measureVisit(browser, visit))
  const get = (name: keyof VisitFigures, share?: number) =>
    getQuantile(
      visits.map((one) => one[name]),
      share,
    )
  const { name } = visit
  return [
    buildFigure(`${name}: document complete, median`, get('documentMs'), 'ms'),
    buildFigure(`${name}: largest contentful paint, median`, get('paintMs'), 'ms', { target: '<= 1000' }),
    buildFigure(`${name}: largest contentful paint, slowest`, get('paintMs', 1), 'ms'),
    buildFigure(`${name}: layout shift, most`, get('shift', 1), '', { target: '<= 0.02' }),
    buildFigure(`${name}: interaction to next paint, median`, get('interactionMs'), 'ms', { target: '<= 100' }),
    buildFigure(`${name}: JavaScript on first load, compressed`, get('scriptBytes', 1) / 1000, 'KB', {
      target: '<= 180',
    }),
  ]
}
