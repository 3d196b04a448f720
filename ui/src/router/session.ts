import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/login', name: 'login', component: () => import('@/pages/session/LogIn.vue'), meta: { title: 'session.title', open: true } },
  { path: '/unreachable', name: 'unreachable', component: () => import('@/pages/session/Unreachable.vue'), meta: { title: 'session.unreachable', open: true } },
  { path: '/refused', name: 'refused', component: () => import('@/pages/session/Refused.vue'), meta: { title: 'session.refused' } },
  { path: '/password', name: 'password', component: () => import('@/pages/session/Password.vue'), meta: { title: 'session.change_password' } },
  { path: '/more', name: 'more', component: () => import('@/pages/session/More.vue'), meta: { title: 'menu.more' } },
];

export default routes;
