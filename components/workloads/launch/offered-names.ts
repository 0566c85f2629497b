interface Option {
  value: string
  label: string
}

/** The choices with what stands in the form, which a template or a clone may name though it is not there. */
export function withCurrent(options: readonly Option[], current: string): Option[] {
  const isKnown = current === '' || options.some(({ value }) => value === current)
  return isKnown ? [...options] : [{ value: current, label: current }, ...options]
}
