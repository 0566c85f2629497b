import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'

/** The browser's own slider, which every keyboard, finger and screen reader knows. Give it a label. */
export function Slider({ className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <input {...rest} type="range" className={classNames('h-6 w-full accent-accent pointer-coarse:h-11', className)} />
  )
}
