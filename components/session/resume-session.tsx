'use client'

import { useEffect, useState } from 'react'
import { routes } from '#lib/routes.ts'

/**
 * For somebody who comes back to a session whose claims are too old for a page: has them confirmed, which a page cannot
 * do by itself, and goes on to where they wanted to be. When that does not work, there is still the button beside it.
 */
export function ResumeSession({ destination, text }: { destination: string; text: string }) {
  const [isAsking, setIsAsking] = useState(true)
  useEffect(() => {
    void fetch(routes.api.refreshSession(), { method: 'POST', cache: 'no-store' })
      .then(({ ok }) => {
        if (ok) window.location.replace(destination)
        else setIsAsking(false)
      })
      .catch(() => setIsAsking(false))
  }, [destination])
  return <output className="mt-4 block text-quiet empty:hidden">{isAsking && text}</output>
}
