import type { RouteRecordRaw } from 'vue-router';

const can = 'target.read';

const routes: RouteRecordRaw[] = [
  { path: '/targets', name: 'targets', component: () => import('@/pages/targets/Targets.vue'), meta: { title: 'targets.title', can } },
  // An id has dots (`persons.assessed`); in an address they would look like the ending of a file.
  { path: '/targets/:id+', name: 'target', component: () => import('@/pages/targets/TargetPage.vue'), meta: { title: 'targets.one', section: 'targets', can } },
];

export default routes;
