import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/login', name: 'login', component: () => import('@/pages/session/LogIn.vue'), meta: { title: 'session.title', open: true } },
  { path: '/refused', name: 'refused', component: () => import('@/pages/session/Refused.vue'), meta: { title: 'session.refused_title' } },
];

export default routes;
