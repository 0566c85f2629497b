import { randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { uploadByTus, type TusAnswer } from '#fileserver/testing/tus-client.ts'
import { ONE_REQUEST_BYTES_MAX } from '#lib/files/protocol/uploads.ts'
import { routes } from '#lib/routes.ts'
import { dropFiles } from './drop-files.ts'
import { digestDownload, type OpenFiles, readFiles, toAddress } from './file-access.ts'
import { FilePage } from './file-page.ts'
import { digest } from './file-tree.ts'
import { isPortalServing, prepareKill, renewPortal, type Victim, waitUntilServing } from './kills.ts'
import { Network } from './network.ts'
import { layout } from './place.ts'
import { test } from './portal-test.ts'
import { watchName } from './watch-name.ts'

const MIB = 1024 ** 2
/** As the portal's own page sends them. */
const PIECE_BYTES = ONE_REQUEST_BYTES_MAX
const NAME = 'upload.bin'
const SLOW = 4 * MIB
/** Uploads of the protocol's own client for each victim, and a quarter as many of a browser. */
const TIMES = Number(process.env['MOORAGE_KILLS'] ?? 12)
const VICTIMS: readonly Victim[] = ['portal', 'node']
const runs = (times: number) =>
  VICTIMS.flatMap((victim) => Array.from({ length: times }, (_, index) => ({ victim, run: index + 1 })))

// One that goes wrong is one too many.
test.describe.configure({ retries: 0 })

test.beforeEach(async () => {
  test.skip(layout.name === 'demo', 'Somebody may be at work in the demo.')
  test.setTimeout(6 * 60_000)
  await renewPortal()
})

test.afterEach(() => waitUntilServing())

for (const { victim, run } of runs(TIMES)) {
  test(`upload ${run} by tus goes on though the ${victim} is killed at a random byte`, async ({ people }) => {
    const person = await people.create()
    const volume = `user-${person.username}-disk`
    const page = await people.signIn(person, { path: routes.files(person.space, volume) })
    const cookies = await page.context().cookies()
    const read = () => readFiles({ space: person.space, volume }, cookies)
    let access = await read()
    const { token: first } = access
    // Nobody else asks for it meanwhile.
    await page.goto('about:blank')
    const seen = await watchName({ namespace: person.namespace, volume, name: NAME })
    const bytes = randomBytes(randomInt(24 * MIB, 64 * MIB))
    // Without the portal, at least one piece more has to arrive, and one with the next token.
    const offsetBytes = randomInt(1, bytes.length - (victim === 'portal' ? 2 * PIECE_BYTES : 0))
    const strike = await prepareKill(victim)
    const log = new UploadLog()
    let sentBytes = 0
    const kills: { gone: Promise<void>; next: Promise<OpenFiles> }[] = []
    const outlive = () => {
      log.note('kill')
      const gone = strike().then(async () => {
        expect(await isPortalServing(), 'the portal is gone').toBe(false)
        log.note('gone')
      })
      const next = gone.then(read).finally(() => log.note('back'))
      next.catch(() => undefined)
      kills.push({ gone, next })
    }
    const getToken = async () => {
      const [killed] = kills
      if (!killed) return access.token
      await killed.gone
      // The file server serves on without the portal; only the last piece waits for the next token.
      if (victim === 'node' || sentBytes >= bytes.length - PIECE_BYTES) access = await killed.next
      return access.token
    }
    const { origin, host, path: base } = toAddress(access)
    const { sha256 } = await uploadByTus({
      // By address, because Node does not know that names under localhost mean this machine.
      server: () => ({ url: `${origin}${base}`, token: getToken }),
      headers: { host },
      retryMs: 250,
      path: NAME,
      bytes,
      chunkBytes: PIECE_BYTES,
      onAnswer: log.add,
      onProgress: (sent) => {
        sentBytes = sent
        if (sent >= offsetBytes && kills.length === 0) outlive()
      },
    })
    const [killed] = kills
    if (!killed) throw new Error('All had come before the kill.')
    access = await killed.next
    expect(access.token).not.toBe(first)
    expect(sha256).toBe(digest(bytes))
    expect(await digestDownload(access, NAME)).toBe(sha256)
    expect(await seen.end(), 'a part is never seen under its name').toBe(sha256)
    expect(log.count('POST'), 'it is not begun anew').toBe(1)
    if (victim === 'portal') expect(log.countMeanwhile(), 'it goes on meanwhile').toBeGreaterThan(0)
    test.info().annotations.push({ type: victim, description: log.describe({ offsetBytes, sizeBytes: bytes.length }) })
  })
}

for (const { victim, run } of runs(Math.ceil(TIMES / 4))) {
  test(`upload ${run} of a browser goes on though the ${victim} is killed`, async ({ people }) => {
    const dir = await mkdtemp(path.join(tmpdir(), 'moorage-e2e-'))
    try {
      const bytes = randomBytes(40 * MIB)
      await writeFile(path.join(dir, NAME), bytes)
      const person = await people.create()
      const volume = `user-${person.username}-disk`
      const page = await people.signIn(person)
      const cookies = await page.context().cookies()
      const files = new FilePage(page, { space: person.space, volume })
      await files.open()
      const seen = await watchName({ namespace: person.namespace, volume, name: NAME })
      const network = await Network.of(page)
      await network.slowUploads(SLOW)
      await dropFiles(page, files.list, [path.join(dir, NAME)])
      const strike = await prepareKill(victim)
      const percent = randomInt(5, 75)
      await waitUntilSent(page, percent)
      const killedAt = Date.now()
      await strike()
      expect(await isPortalServing(), 'the portal is gone').toBe(false)
      await waitUntilServing()
      const servesAfterMs = Date.now() - killedAt
      await network.restore()
      const tray = files.getTray(/^1 upload done/)
      await expect(tray).toBeVisible({ timeout: 180_000 })
      await expect(tray.getByRole('listitem').filter({ hasText: NAME })).toContainText('verified')
      const access = await readFiles({ space: person.space, volume }, cookies)
      expect(await digestDownload(access, NAME)).toBe(digest(bytes))
      expect(await seen.end(), 'a part is never seen under its name').toBe(digest(bytes))
      await expect(files.getRow(NAME)).toBeVisible()
      const description = JSON.stringify({ percent, servesAfterMs, doneAfterMs: Date.now() - killedAt })
      test.info().annotations.push({ type: `${victim}, browser`, description })
    } finally {
      await rm(dir, { recursive: true })
    }
  })
}

async function waitUntilSent(page: Page, percent: number): Promise<void> {
  const bar = page.getByRole('progressbar', { name: 'All uploads' })
  await expect
    .poll(async () => Number(await bar.getAttribute('value')), { timeout: 120_000, intervals: [50] })
    .toBeGreaterThanOrEqual(percent)
}

/** What was answered, and when, for the report. */
class UploadLog {
  readonly #answers: (TusAnswer & { at: number })[] = []
  readonly #times = new Map<string, number>()

  readonly add = (answer: TusAnswer): void => {
    this.#answers.push({ ...answer, at: Date.now() })
  }

  note(what: 'kill' | 'gone' | 'back'): void {
    this.#times.set(what, Date.now())
  }

  count(method: string): number {
    return this.#answers.filter((answer) => answer.method === method).length
  }

  /** Pieces that arrived between the kill and the next token. */
  countMeanwhile(): number {
    const { gone, back } = this.#getTimes()
    return this.#listPieces().filter(({ at }) => at > gone && at < back).length
  }

  describe(size: { offsetBytes: number; sizeBytes: number }): string {
    const { kill, gone, back } = this.#getTimes()
    const resumed = this.#answers.find(({ method, status }) => method === 'HEAD' && status === 200)
    return JSON.stringify({
      ...size,
      resumedFromBytes: resumed?.offsetBytes ?? null,
      piecesMeanwhile: this.countMeanwhile(),
      wentOnAfterMs: (this.#listPieces().find(({ at }) => at > gone)?.at ?? back) - kill,
      tokenAfterMs: back - kill,
    })
  }

  #listPieces() {
    return this.#answers.filter(({ method, status }) => method === 'PATCH' && status === 204)
  }

  #getTimes() {
    const [kill = 0, gone = 0, back = 0] = ['kill', 'gone', 'back'].map((what) => this.#times.get(what))
    return { kill, gone, back }
  }
}
