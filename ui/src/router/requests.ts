import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/requests', name: 'requests', component: () => import('@/pages/requests/RequestList.vue'), meta: { title: 'requests.title', section: 'signals', can: 'request.read' } },
  { path: '/requests/:id', name: 'request', component: () => import('@/pages/requests/RequestPage.vue'), meta: { title: 'requests.one', section: 'signals', can: 'request.read' } },
];

export default routes;
