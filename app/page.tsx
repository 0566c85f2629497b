import { useTranslations } from 'next-intl'

const PARTS = ['spaces', 'storage', 'files', 'workloads', 'quotas', 'groups'] as const

export default function HomePage() {
  const t = useTranslations('home')
  return (
    <>
      <h1 className="text-page font-semibold tracking-tight">{t('title')}</h1>
      <p className="mt-3 max-w-[42rem] text-base text-text-quiet">{t('lede')}</p>

      <section aria-labelledby="what" className="mt-12">
        <h2 id="what" className="text-title font-semibold">
          {t('whatTitle')}
        </h2>
        <dl className="mt-4 grid gap-px overflow-hidden rounded-box border border-line bg-line sm:grid-cols-2 lg:grid-cols-3">
          {PARTS.map((part) => (
            <div key={part} className="bg-surface p-5">
              <dt className="font-medium">{t(part)}</dt>
              <dd className="mt-1 text-text-quiet">{t(`${part}Text`)}</dd>
            </div>
          ))}
        </dl>
      </section>

      <section aria-labelledby="today" className="mt-12 max-w-[42rem]">
        <h2 id="today" className="text-title font-semibold">
          {t('todayTitle')}
        </h2>
        <p className="mt-3 text-text-quiet">{t('todayText')}</p>
        <p className="mt-3">{t('todayCommand')}</p>
        <pre className="mt-2 rounded-box border border-line bg-sunken p-4 font-mono text-table whitespace-pre-wrap">
          <code>{'npm run demo\nnpm run cluster -- kubectl get pods -A'}</code>
        </pre>
      </section>
    </>
  )
}
