import {
  File,
  FileArchive,
  FileChartColumn,
  FileCode,
  FileImage,
  FileMusic,
  FileQuestionMark,
  FileSpreadsheet,
  FileSymlink,
  FileText,
  FileVideo,
  Folder,
  type LucideIcon,
} from 'lucide-react'
import { classNames } from '#components/ui/class-names.ts'
import type { FileLook } from './entry-texts.ts'

const PICTURES: Record<FileLook, LucideIcon> = {
  folder: Folder,
  image: FileImage,
  video: FileVideo,
  audio: FileMusic,
  archive: FileArchive,
  code: FileCode,
  table: FileSpreadsheet,
  text: FileText,
  pdf: FileText,
  notebook: FileChartColumn,
  link: FileSymlink,
  special: FileQuestionMark,
  file: File,
}

export function FilePicture({ look, isLarge = false }: { look: FileLook; isLarge?: boolean }) {
  const Picture = PICTURES[look]
  return (
    <Picture
      aria-hidden
      strokeWidth={isLarge ? 1.25 : 1.75}
      className={classNames(
        'shrink-0',
        isLarge ? 'size-10' : 'size-4',
        look === 'folder' ? 'fill-accent-soft text-accent' : 'text-quiet',
      )}
    />
  )
}
