'use client'

import { ImageOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import Markdown, { type Components } from 'react-markdown'
import { Link, OutsideLink } from '#components/ui/link.tsx'
import { getLastName, getParentPath, toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { routes } from '#lib/routes.ts'
import { FIRST_STATE, formatBrowseHref } from '../browse-state.ts'
import { useFilePlace } from '../file-place.tsx'
import { SCROLL_BOX } from '../upload/use-scroll-sight.ts'
import { findLinkedPath } from './link-path.ts'
import { MARKDOWN_LIMITS } from './markdown-limits.ts'
import { getEnding } from './preview-kind.ts'
import { usePreviewLink } from './use-preview-link.ts'

interface MarkdownTextProps {
  text: string
  /** Where its relative addresses begin. */
  folder: string
}

const PROSE = [
  'max-w-full break-words text-body leading-6',
  '[&_h1]:mt-6 [&_h1]:mb-3 [&_h1]:text-page [&_h1]:font-semibold [&_h1:first-child]:mt-0',
  '[&_h2]:mt-6 [&_h2]:mb-2 [&_h2]:text-title [&_h2]:font-semibold',
  '[&_h3]:mt-4 [&_h3]:mb-2 [&_h3]:font-semibold [&_h4]:mt-4 [&_h4]:mb-2 [&_h4]:font-semibold',
  '[&_p]:my-3 [&_ul]:my-3 [&_ul]:list-disc [&_ul]:ps-6 [&_ol]:my-3 [&_ol]:list-decimal [&_ol]:ps-6 [&_li]:my-1',
  '[&_.contains-task-list]:list-none [&_.contains-task-list]:ps-1',
  '[&_blockquote]:my-3 [&_blockquote]:border-s-2 [&_blockquote]:border-line-strong [&_blockquote]:ps-4 [&_blockquote]:text-quiet',
  '[&_code]:rounded-item [&_code]:bg-sunken [&_code]:px-1 [&_code]:font-mono [&_code]:text-table',
  '[&_pre]:my-3 [&_pre]:overflow-x-auto [&_pre]:rounded-box [&_pre]:border [&_pre]:border-line [&_pre]:bg-sunken [&_pre]:p-3 [&_pre_code]:p-0',
  '[&_table]:my-3 [&_table]:block [&_table]:max-w-full [&_table]:overflow-x-auto [&_th]:border [&_th]:border-line [&_th]:px-3 [&_th]:py-1.5 [&_th]:text-start [&_td]:border [&_td]:border-line [&_td]:px-3 [&_td]:py-1.5',
  '[&_hr]:my-6 [&_hr]:border-line [&_img]:max-w-full',
].join(' ')

/** Markdown as what it means. HTML in it is shown as text, and nothing is loaded that is not on the volume. */
export function MarkdownText({ text, folder }: MarkdownTextProps) {
  const t = useTranslations('files.preview')
  const components: Components = {
    a: ({ href, children }) => (
      <TextLink address={href ?? ''} folder={folder}>
        {children}
      </TextLink>
    ),
    img: ({ src, alt }) => <TextImage address={typeof src === 'string' ? src : ''} alt={alt ?? ''} folder={folder} />,
    pre: ({ children }) => <pre {...SCROLL_BOX}>{children}</pre>,
    table: ({ children }) => <table {...SCROLL_BOX}>{children}</table>,
    // The boxes of a list of tasks; nothing else makes inputs.
    input: ({ checked }) => (
      <input
        type="checkbox"
        disabled
        checked={checked ?? false}
        readOnly
        aria-label={t(checked ? 'taskDone' : 'taskOpen')}
      />
    ),
  }
  return (
    <div className={PROSE}>
      <Markdown {...MARKDOWN_LIMITS} components={components}>
        {text}
      </Markdown>
    </div>
  )
}

function TextLink({ address, folder, children }: { address: string; folder: string; children: ReactNode }) {
  const { space, volume } = useFilePlace()
  if (/^https?:/i.test(address)) return <OutsideLink href={address}>{children}</OutsideLink>
  if (/^mailto:/i.test(address)) return <a href={address}>{children}</a>
  const path = findLinkedPath(address, folder)
  if (path === null) return <span>{children}</span>
  const base = routes.files(space, volume)
  // Nothing says what it is but its name: what has an ending is opened, everything else is gone to.
  const isFile = getEnding(toDisplayName(getLastName(path))) !== ''
  const state = isFile ? { path: getParentPath(path), preview: getLastName(path) } : { path }
  return <Link href={formatBrowseHref(base, { ...FIRST_STATE, ...state })}>{children}</Link>
}

function TextImage({ address, alt, folder }: { address: string; alt: string; folder: string }) {
  const path = findLinkedPath(address, folder)
  return path === null ? <MissingImage alt={alt} /> : <VolumeImage path={path} alt={alt} />
}

function VolumeImage({ path, alt }: { path: string; alt: string }) {
  const { data, error } = usePreviewLink(path, null)
  if (error) return <MissingImage alt={alt} />
  if (!data) return null
  return (
    <picture>
      <img src={data} alt={alt} className="inline-block" />
    </picture>
  )
}

/** A picture elsewhere would tell that place who reads this and when. */
function MissingImage({ alt }: { alt: string }) {
  const t = useTranslations('files.preview')
  return (
    <span className="inline-flex items-center gap-1.5 rounded-item bg-sunken px-2 py-0.5 text-table text-quiet">
      <ImageOff aria-hidden className="size-4" />
      {alt ? t('imageNotLoaded', { name: alt }) : t('imageNotLoadedUnnamed')}
    </span>
  )
}
