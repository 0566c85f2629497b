/** Paths are absolute inside the image; `owner` is a user id and the group id of the same number, root where it is absent. */
export interface ImageDirectory {
  type: 'directory'
  path: string
  mode?: number
  owner?: number
}

export interface ImageFile {
  type: 'file'
  path: string
  source: { file: string } | { text: string }
  mode?: number
  owner?: number
}

export interface ImageSymlink {
  type: 'symlink'
  path: string
  target: string
}

export type ImageEntry = ImageDirectory | ImageFile | ImageSymlink

/** Everything that an image is: what lies in it and how it starts. Directories above an entry need not be listed. */
export interface ImageDescription {
  /** With registry and tag: `moorage.dev/toolbox:1`. */
  name: string
  entries: ImageEntry[]
  /** Numeric, `uid:gid`: kubelet cannot prove `runAsNonRoot` for a user given by name. */
  user: string
  entrypoint?: string[]
  command?: string[]
  env?: Record<string, string>
  workingDir?: string
}

export function directory(path: string, options: { mode?: number; owner?: number } = {}): ImageDirectory {
  return { type: 'directory', path, ...options }
}

export function textFile(path: string, text: string, options: { mode?: number; owner?: number } = {}): ImageFile {
  return { type: 'file', path, source: { text }, ...options }
}

export function symlink(path: string, target: string): ImageSymlink {
  return { type: 'symlink', path, target }
}
