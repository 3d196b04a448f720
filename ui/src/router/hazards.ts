import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/hazards', name: 'hazards', component: () => import('@/pages/hazards/HazardList.vue'), meta: { title: 'hazards.title', can: 'hazard.read' } },
  { path: '/hazards/new', name: 'hazard-new', component: () => import('@/pages/hazards/HazardNew.vue'), meta: { title: 'hazards.new.title', section: 'hazards', can: 'hazard.report' } },
  { path: '/hazards/:id', name: 'hazard', component: () => import('@/pages/hazards/HazardPage.vue'), meta: { title: 'hazards.one', section: 'hazards', can: 'hazard.read' } },
];

export default routes;
