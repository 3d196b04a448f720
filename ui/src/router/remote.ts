import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/remote/:token', name: 'remote', component: () => import('@/pages/remote/Remote.vue'), meta: { title: 'remote.title', open: true } },
];

export default routes;
