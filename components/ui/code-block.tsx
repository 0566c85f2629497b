import { CopyButton } from './copy-button.tsx'

interface CodeBlockProps {
  /** What it is: "YAML", "As kubectl". */
  label: string
  code: string
}

/** Something to read as it is, and to copy. Long lines are broken, so that nothing needs to be scrolled sideways. */
export function CodeBlock({ label, code }: CodeBlockProps) {
  return (
    <figure className="overflow-hidden rounded-box border border-line bg-sunken">
      <figcaption className="flex items-center justify-between gap-2 border-b border-line py-1 ps-3 pe-1 text-table text-quiet">
        {label}
        <span className="inline-flex items-center gap-2">
          <CopyButton text={code} />
        </span>
      </figcaption>
      <pre className="px-3 py-2.5 font-mono text-table break-words whitespace-pre-wrap">
        <code>{code}</code>
      </pre>
    </figure>
  )
}

/** A name or a command in running text. */
export function InlineCode({ children }: { children: string }) {
  return <code className="rounded-item bg-sunken px-1 py-0.5 font-mono text-table break-words">{children}</code>
}
