import { createLog } from './log.ts'
import { parseSettings, SettingsError } from './settings.ts'
import { startServer } from './start-server.ts'

const log = createLog()

try {
  const settings = parseSettings(process.argv.slice(2))
  const running = await startServer(settings, log)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => running.stop(signal))
  await running.ended
  log.info('ended')
  process.exit(0)
} catch (error) {
  if (error instanceof SettingsError) log.fatal({ problems: error.message.split('\n') }, 'the settings are wrong')
  else log.fatal({ error }, 'cannot start')
  process.exit(1)
}
