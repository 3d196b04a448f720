import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/pending', name: 'pending', component: () => import('@/pages/offline/Pending.vue'), meta: { title: 'offline.title' } },
];

export default routes;
