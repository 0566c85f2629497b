/** Without the registry, which is often the longest part and seldom the one that differs. */
export function shortenImage(image: string): string {
  const [first = '', ...rest] = image.split('/')
  const name = /[.:]/.test(first) && rest.length > 0 ? rest.join('/') : image
  return name.replace(/@sha256:([0-9a-f]{8})[0-9a-f]+$/, '@$1')
}
