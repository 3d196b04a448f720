import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/packs', name: 'packs', component: () => import('@/pages/packs/Packs.vue'), meta: { title: 'packs.title', can: 'pack.read' } },
  { path: '/packs/:id', name: 'pack', component: () => import('@/pages/packs/Version.vue'), meta: { title: 'packs.one', section: 'packs', can: 'pack.read' } },
];

export default routes;
