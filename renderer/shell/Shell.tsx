import { lazy, Suspense, useEffect } from 'react'
import { usePrinters, useShop } from '../door/queries.ts'
import { Loading } from '../look/Blank.tsx'
import { OrdersPage } from '../orders/OrdersPage.tsx'
import { PrintersPage } from '../printers/PrintersPage.tsx'
import { QueuePage } from '../queue/QueuePage.tsx'
import { ReconciliationPage } from '../reconciliation/ReconciliationPage.tsx'
import { TechnicianPage } from '../technician/TechnicianPage.tsx'
import { followShopLanguage } from '../words/i18n.ts'
import { AlarmBar } from './AlarmBar.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { Navigation } from './Navigation.tsx'
import { PauseBanner } from './PauseBanner.tsx'
import { useRoute } from './route.ts'
import { Head, Tools } from './ShellHead.tsx'
import { ShopContext, unknownShop } from './shop.ts'

// The board stays light: charts come when somebody looks at a report.
const ReportPage = lazy(() => import('../report/ReportPage.tsx').then(module => ({ default: module.ReportPage })))

export function Shell() {
  const route = useRoute()
  const shop = useShop().data
  // Names of printers are needed on every page, so that they are asked for once.
  usePrinters()
  useEffect(() => {
    if (shop !== undefined) void followShopLanguage(shop.language)
  }, [shop])
  return (
    <ShopContext value={shop ?? unknownShop}>
      <AlarmBar />
      <div className="shell">
        <Head />
        <Tools />
        <Navigation page={route.page} />
        <div className="stage" id="stage">
          <ConnectionBanner />
          <PauseBanner />
          {route.page === 'orders' && <OrdersPage open={route.order} />}
          {route.page === 'queue' && <QueuePage tab={route.tab} focus={route.focus} />}
          {route.page === 'printers' && <PrintersPage focus={route.focus} />}
          {route.page === 'reconciliation' && <ReconciliationPage day={route.day} focus={route.focus} />}
          {route.page === 'report' && (
            <Suspense fallback={<Loading />}>
              <ReportPage span={route.span} day={route.day} />
            </Suspense>
          )}
          {route.page === 'technician' && <TechnicianPage />}
        </div>
      </div>
    </ShopContext>
  )
}
