'use client'

import { useEffect, useRef, useState } from 'react'
import type { PdfPageFacts } from './open-pdf.ts'

const WIDTH_MAX_PX = 1100
/** Drawn a little before it comes into sight. */
const AHEAD = '800px'

/** One page, drawn while it is near; its text is there for those who do not see it. */
export function PdfPage({ page, label }: { page: PdfPageFacts; label: string }) {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [isNear, setIsNear] = useState(false)
  const [text, setText] = useState('')
  const [size, setSize] = useState(page.size)
  useEffect(() => {
    if (!box.current) return
    const observer = new IntersectionObserver(([entry]) => setIsNear(entry?.isIntersecting ?? false), {
      rootMargin: AHEAD,
    })
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    const { current } = canvas
    if (!isNear || !current) return
    void page.readText().then(setText, () => {})
    void page.readSize().then(setSize, () => {})
    const stop = page.draw(current, current.clientWidth)
    return stop
  }, [isNear, page])
  return (
    <section
      ref={box}
      aria-label={label}
      className="relative w-full bg-surface shadow-float"
      style={{ maxWidth: WIDTH_MAX_PX, aspectRatio: `${size.width} / ${size.height}` }}
    >
      {isNear && <canvas ref={canvas} aria-hidden className="absolute inset-0 size-full" />}
      <p className="sr-only whitespace-pre-wrap">{text}</p>
    </section>
  )
}
