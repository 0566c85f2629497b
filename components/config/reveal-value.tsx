'use client'

import { Eye, EyeOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { FieldError } from '#components/form/field.tsx'
import { Bytes } from '#components/ui/amount.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { revealSecretAction } from '#lib/config/actions.ts'
import type { ConfigItem, RevealedValue } from '#lib/config/schema.ts'

/** Long enough to read or copy it, and short enough to be gone when somebody else comes by. */
const SHOWN_SECONDS = 30

interface RevealValueProps {
  item: ConfigItem
  entry: string
  sizeBytes: number
}

/** One value of a Secret behind a button. It is kept nowhere but here, and goes by itself. */
export function RevealValue({ item, entry, sizeBytes }: RevealValueProps) {
  const t = useTranslations('config.reveal')
  const [shown, setShown] = useState<RevealedValue | null>(null)
  const [secondsLeft, setSecondsLeft] = useState(0)
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const isShown = shown !== null
  useEffect(() => {
    if (!isShown) return
    const endMs = Date.now() + SHOWN_SECONDS * 1000
    const timer = setInterval(() => {
      const left = Math.ceil((endMs - Date.now()) / 1000)
      setSecondsLeft(left)
      if (left <= 0) setShown(null)
    }, 500)
    return () => clearInterval(timer)
  }, [isShown])

  const reveal = async () => {
    setIsBusy(true)
    setProblem(null)
    try {
      const { space, name, uid } = item
      const result = await revealSecretAction({ space, name, uid, key: entry })
      if (result.ok) {
        setSecondsLeft(SHOWN_SECONDS)
        setShown(result.value)
      } else setProblem(result.error.message)
    } catch {
      setProblem(t('lost'))
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 font-mono text-table break-all">{entry}</span>
        <span className="grow text-table text-quiet">
          <Bytes value={sizeBytes} />
        </span>
        <Button
          size="small"
          icon={isShown ? <EyeOff /> : <Eye />}
          isBusy={isBusy}
          aria-label={isShown ? t('hideOf', { name: entry }) : t('showOf', { name: entry })}
          onClick={() => (isShown ? setShown(null) : void reveal())}
        >
          {isShown ? t('hide') : t('show')}
        </Button>
      </div>
      {shown && (
        <div>
          <CodeBlock label={shown.isBase64 ? t('base64') : entry} code={shown.value} />
          <p className="mt-1 text-table text-quiet">{t('hidesIn', { seconds: secondsLeft })}</p>
        </div>
      )}
      {problem && <FieldError>{problem}</FieldError>}
    </>
  )
}
