import { expect } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import { fillDemoTemplate } from './filled-template.ts'
import { openPage } from './open-page.ts'
import { PodFiles } from './pod-files.ts'
import { test } from './portal-test.ts'
import { WorkloadLauncher } from './workload-launch.ts'

test('each template of the demo does what it says', async ({ people }) => {
  const person = await people.create()
  const { space, namespace, username } = person
  const page = await people.signIn(person, { path: routes.workloads(space) })
  const launcher = new WorkloadLauncher(space, await page.context().cookies())
  const launch = async (template: string, name: string) =>
    launcher.launch(name, await fillDemoTemplate(person, template, name))

  await launch('toolbox', 'toolbox')
  await launch('web-site', 'site')
  await launch('notes-service', 'notes')
  for (const name of ['toolbox', 'site', 'notes'])
    await expect(page.getByRole('row', { name: new RegExp(`^${name}`) })).toContainText('Running', { timeout: 90_000 })
  const disk = await PodFiles.mount({ namespace, volume: `user-${username}-disk` })

  await test.step('the web site shows what lies on the disk', async () => {
    await page.goto(routes.openWorkload(space, { kind: 'service', name: 'site' }))
    await expect(page.getByRole('heading', { name: 'It works' })).toBeVisible()
    await disk.run("echo '<h1>From my disk</h1>' > /data/site/index.html")
    await page.reload()
    await expect(page.getByRole('heading', { name: 'From my disk' })).toBeVisible()
  })

  await test.step('the import fills the database of the notes', async () => {
    await launch('database-import', 'import')
    await openPage(page, routes.workload(space, { kind: 'job', name: 'import' }))
    await expect(page.getByText(/It did its work in/)).toBeVisible({ timeout: 60_000 })
    await page.goto(routes.openWorkload(space, { kind: 'service', name: 'notes' }))
    await page.goto(new URL('/notes', page.url()).href)
    await expect(page.getByText(/Imported note 1000/)).toBeVisible()
  })

  await test.step('the backup packs the disk', async () => {
    await launch('backup', 'backup')
    await openPage(page, routes.workload(space, { kind: 'scheduled-job', name: 'backup' }))
    await page.getByRole('button', { name: 'Run now' }).click()
    await expect
      .poll(() => disk.run('ls /data/backups 2>/dev/null || true'), { timeout: 60_000 })
      .toMatch(/^data-.*\.tar\.gz$/m)
    expect(await disk.run('tar -tzf /data/backups/*.tar.gz')).toContain('./site/index.html')
  })
})
