import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/watches', name: 'watches', component: () => import('@/pages/watches/WatchList.vue'), meta: { title: 'watches.title', section: 'signals', can: 'watch.read' } },
  { path: '/watches/:id', name: 'watch', component: () => import('@/pages/watches/WatchPage.vue'), meta: { title: 'watches.one', section: 'signals', can: 'watch.read' } },
];

export default routes;
