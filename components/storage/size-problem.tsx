import { FieldError } from '#components/form/field.tsx'

/** Below a size picker, while it stands for something that cannot be had; read aloud when it appears. */
export function SizeProblem({ text }: { text: string | null }) {
  return <output className="-mt-3 block empty:hidden">{text && <FieldError>{text}</FieldError>}</output>
}
