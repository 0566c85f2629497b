import { Sample, SampleSection } from './sample.tsx'

const SWATCHES = [
  ['ground', 'bg-ground'],
  ['surface', 'bg-surface'],
  ['sunken', 'bg-sunken'],
  ['hover', 'bg-hover'],
  ['line', 'bg-line'],
  ['line-control', 'bg-line-control'],
  ['line-strong', 'bg-line-strong'],
  ['quiet', 'bg-quiet'],
  ['ink', 'bg-ink'],
  ['accent', 'bg-accent'],
  ['accent-soft', 'bg-accent-soft'],
  ['good', 'bg-good'],
  ['good-soft', 'bg-good-soft'],
  ['warning', 'bg-warning'],
  ['warning-soft', 'bg-warning-soft'],
  ['danger', 'bg-danger'],
  ['danger-soft', 'bg-danger-soft'],
  ['info', 'bg-info'],
  ['info-soft', 'bg-info-soft'],
] as const

export function TokenSamples() {
  return (
    <SampleSection title="Tokens">
      <Sample title="Colours">
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] gap-3">
          {SWATCHES.map(([name, className]) => (
            <li key={name}>
              <div className={`h-12 rounded-box border border-line ${className}`} />
              <p className="mt-1 text-table">{name}</p>
            </li>
          ))}
        </ul>
      </Sample>
      <Sample title="Type">
        <div className="grid gap-2">
          <p className="text-page font-semibold tracking-tight">text-page 24: the title of a page</p>
          <p className="text-title font-semibold">text-title 20: the title of a section or a dialog</p>
          <p>text-body 14: what one reads. 一般內文：使用者會讀到的文字。</p>
          <p className="text-table">text-table 13: tables, notes, labels of small things</p>
          <p className="font-mono text-table">font-mono: user-alice-disk 0O 1lI 10Gi</p>
        </div>
      </Sample>
    </SampleSection>
  )
}
