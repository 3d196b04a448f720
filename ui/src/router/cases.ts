import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/cases', name: 'cases', component: () => import('@/pages/cases/CaseList.vue'), meta: { title: 'cases.title', can: 'case.read' } },
  { path: '/cases/new', name: 'case-new', component: () => import('@/pages/cases/CaseNew.vue'), meta: { title: 'cases.new', section: 'cases', can: 'case.open' } },
  { path: '/cases/:id', name: 'case', component: () => import('@/pages/cases/CasePage.vue'), meta: { title: 'cases.one', section: 'cases', can: 'case.read' } },
];

export default routes;
