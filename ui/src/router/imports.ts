import type { RouteRecordRaw } from 'vue-router';

const can = 'import.run';

const routes: RouteRecordRaw[] = [
  { path: '/imports', name: 'imports', component: () => import('@/pages/imports/Start.vue'), meta: { title: 'import.title', can } },
  { path: '/imports/:id', name: 'import', component: () => import('@/pages/imports/Import.vue'), meta: { title: 'import.title', section: 'imports', can } },
];

export default routes;
