import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/today', name: 'today', component: () => import('@/pages/today/Today.vue'), meta: { title: 'today.title', can: 'today.read' } },
];

export default routes;
