/** What a colour says. State colours never stand alone: a shape and a word go with them. */
export type Tone = 'neutral' | 'accent' | 'good' | 'warning' | 'danger' | 'info'

export const TEXT_TONE: Record<Tone, string> = {
  neutral: 'text-quiet',
  accent: 'text-accent',
  good: 'text-good',
  warning: 'text-warning',
  danger: 'text-danger',
  info: 'text-info',
}

export const SOFT_TONE: Record<Tone, string> = {
  neutral: 'bg-sunken text-quiet',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
  info: 'bg-info-soft text-info',
}
