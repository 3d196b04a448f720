import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/signals', name: 'signals', component: () => import('@/pages/signals/Inbox.vue'), meta: { title: 'signals.title', can: 'signal.read' } },
  { path: '/signals/map', name: 'live-map', component: () => import('@/pages/signals/LiveMap.vue'), meta: { title: 'map.live.title', section: 'signals', can: 'live.read' } },
  { path: '/signals/nearby', name: 'nearby', component: () => import('@/pages/vehicles/Nearby.vue'), meta: { title: 'nearby.title', section: 'signals', can: 'vehicle.read' } },
  { path: '/signals/links', name: 'links', component: () => import('@/pages/signals/Links.vue'), meta: { title: 'links.title', section: 'signals', can: 'vehicle.read' } },
  { path: '/signals/report', name: 'daily-report', component: () => import('@/pages/reports/Daily.vue'), meta: { title: 'reports.daily', section: 'signals', can: 'vehicle.read' } },
  { path: '/signals/zones', name: 'zones', component: () => import('@/pages/zones/Zones.vue'), meta: { title: 'zones.title', section: 'signals', can: 'vehicle.read' } },
  { path: '/signals/backtests', name: 'backtests', component: () => import('@/pages/backtests/Start.vue'), meta: { title: 'backtests.title', section: 'signals', can: 'pack.backtest' } },
  { path: '/signals/backtests/:id', name: 'backtest', component: () => import('@/pages/backtests/Backtest.vue'), meta: { title: 'backtests.title', section: 'signals', can: 'pack.backtest' } },
  { path: '/signals/:id', name: 'signal', component: () => import('@/pages/signals/SignalPage.vue'), meta: { title: 'signals.one', section: 'signals', can: 'signal.read' } },
];

export default routes;
