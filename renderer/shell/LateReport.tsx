import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFaultWords } from '../door/act.ts'
import { useScreen } from '../door/screen.ts'
import { Blank, Loading } from '../look/Blank.tsx'
import type { Span } from './route.ts'

/** The engine is there and has no such page: it serves another screen than the one that runs here. */
class OldScreen extends Error {
  override readonly name = 'OldScreen'
}

/**
 * The board stays light: charts come when somebody looks at a report. They come from the engine, which may be away just
 * then, so that they are asked for like everything else: again by hand, and by itself when the line stands again. (React's
 * lazy would keep the first failure for ever.)
 */
export function LateReport(props: { span: Span; day: string | null }) {
  const { t } = useTranslation()
  const words = useFaultWords()
  const { rpc } = useScreen().door
  const page = useQuery({
    queryKey: ['report-page'],
    queryFn: async () => {
      try {
        return await import('../report/ReportPage.tsx')
      } catch (error) {
        await rpc.today.query()
        throw new OldScreen('this screen has been replaced', { cause: error })
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
    retry: false,
  })
  if (page.data !== undefined) return <page.data.ReportPage {...props} />
  if (!page.isError) return <Loading />
  const isOld = page.error instanceof OldScreen
  return (
    <main className="page">
      <div className="page-scroll">
        <Blank
          icon="problem"
          tone="problem"
          title={t('shell.lostPage')}
          hint={isOld ? t('shell.oldScreen') : words(page.error)}
        >
          {/* The sign-in is in session storage, the page in the address. */}
          <Button onClick={() => (isOld ? window.location.reload() : void page.refetch())}>{t('shell.again')}</Button>
        </Blank>
      </div>
    </main>
  )
}
