import { readFileSync } from 'node:fs'
import { readRecordings, toRecordedObjects } from './lib/workloads/testing/recordings.ts'
import { indexObjects } from './lib/workloads/objects-index.ts'
import { explain } from './lib/workloads/explain.ts'
import { createTranslator } from 'next-intl'
const messages = JSON.parse(readFileSync('messages/en.json','utf8'))
const t = createTranslator({locale:'en',messages}) as any
for (const {name,how,at,objects,expected,...extras} of await readRecordings()) {
  const index = indexObjects(toRecordedObjects(objects, extras)); const e = explain(index.workloads[0]!, index, Date.parse(at))
  console.log(`\n## ${name} — ${how}\n   [${e.state}] ${e.reason}: ${t('workloads.reasons.'+e.reason, e.parameters)}`)
  for (const c of e.causes) console.log('   cause:', t(`workloads.${c.catalogue}.${c.code}`, c.parameters))
  for (const v of e.evidence) console.log('   ev:', v.source, v.object, v.code, '|', v.text.slice(0,330).replaceAll('\n','⏎'))
  console.log('   next:', e.nextStep && t('workloads.nextSteps.'+e.nextStep.code), e.nextStep?.target, 'since', e.since)
}
