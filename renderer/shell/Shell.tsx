import { useEffect } from 'react'
import { usePrinters, useShop } from '../door/queries.ts'
import { OrdersPage } from '../orders/OrdersPage.tsx'
import { PrintersPage } from '../printers/PrintersPage.tsx'
import { QueuePage } from '../queue/QueuePage.tsx'
import { ReconciliationPage } from '../reconciliation/ReconciliationPage.tsx'
import { SettingsPage } from '../settings/SettingsPage.tsx'
import { TechnicianPage } from '../technician/TechnicianPage.tsx'
import { followShopLanguage } from '../words/i18n.ts'
import { AlarmBar } from './AlarmBar.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { LateReport } from './LateReport.tsx'
import { Navigation } from './Navigation.tsx'
import { PageBoundary } from './PageBoundary.tsx'
import { PauseBanner } from './PauseBanner.tsx'
import { hashOf, useRoute } from './route.ts'
import { Head, Tools } from './ShellHead.tsx'
import { ShopContext, unknownShop } from './shop.ts'

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
          <PageBoundary at={hashOf(route)}>
            {route.page === 'orders' && <OrdersPage open={route.order} />}
            {route.page === 'queue' && <QueuePage tab={route.tab} focus={route.focus} />}
            {route.page === 'printers' && <PrintersPage focus={route.focus} />}
            {route.page === 'reconciliation' && <ReconciliationPage day={route.day} focus={route.focus} />}
            {route.page === 'report' && <LateReport span={route.span} day={route.day} />}
            {route.page === 'settings' && <SettingsPage />}
            {route.page === 'technician' && <TechnicianPage />}
          </PageBoundary>
        </div>
      </div>
    </ShopContext>
  )
}
