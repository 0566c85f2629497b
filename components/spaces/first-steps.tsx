import { Gauge, HardDrive, Rocket } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Card } from '#components/ui/card.tsx'
import { IntentLink } from '#components/ui/intent-link.tsx'
import { routes } from '#lib/routes.ts'
import type { HomeSpace } from './home-space.ts'

/** What to do first, for somebody who has just arrived. */
export function FirstSteps({ home }: { home: HomeSpace }) {
  const t = useTranslations('home.first')
  const { space, volumes } = home
  const volume = volumes[0]?.name
  const steps = [
    { id: 'disk', icon: <HardDrive />, href: routes.storage(space.id, { volume }) },
    { id: 'launch', icon: <Rocket />, href: routes.launch(space.id) },
    { id: 'quota', icon: <Gauge />, href: routes.quota(space.id) },
  ] as const
  return (
    <Card title={t('title')} description={t('lede')}>
      <ol className="grid gap-3 md:grid-cols-3">
        {steps.map(({ id, icon, href }) => (
          <li key={id}>
            <IntentLink
              href={href}
              className="flex h-full gap-3 rounded-box border border-line p-3.5 transition-colors hover:border-line-strong hover:bg-hover [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-accent"
            >
              {icon}
              <span>
                <span className="block font-medium">{t(id)}</span>
                <span className="block text-table text-pretty text-quiet">{t(`${id}Text`)}</span>
              </span>
            </IntentLink>
          </li>
        ))}
      </ol>
    </Card>
  )
}
