import type { RouteRecordRaw } from 'vue-router';

const can = 'risk.read';

const routes: RouteRecordRaw[] = [
  { path: '/risks', name: 'risks', component: () => import('@/pages/risks/MajorList.vue'), meta: { title: 'risks.major.title', can } },
  { path: '/risks/:id', name: 'risk', component: () => import('@/pages/risks/RiskPage.vue'), meta: { title: 'risks.one', section: 'enterprises', can } },
  { path: '/risks/:id/edit', name: 'risk-edit', component: () => import('@/pages/risks/RiskEdit.vue'), meta: { title: 'risks.edit_title', section: 'enterprises', can: 'risk.edit' } },
  { path: '/risks/:id/card', name: 'risk-card', component: () => import('@/pages/risks/NoticeCard.vue'), meta: { title: 'risks.card.title', section: 'enterprises', can } },
  { path: '/enterprises/:id/risks/new', name: 'risk-new', component: () => import('@/pages/risks/RiskEdit.vue'), meta: { title: 'risks.new_title', section: 'enterprises', can: 'risk.edit' } },
  { path: '/enterprises/:id/post-card', name: 'post-card', component: () => import('@/pages/risks/PostCard.vue'), meta: { title: 'risks.post_card.title', section: 'enterprises', can } },
  { path: '/enterprises/:id/inspection', name: 'inspect', component: () => import('@/pages/risks/Inspect.vue'), meta: { title: 'risks.inspect.title', section: 'enterprises', can: 'record.add' } },
  { path: '/inspections/:id', name: 'inspection', component: () => import('@/pages/risks/InspectionPage.vue'), meta: { title: 'risks.inspection.title', section: 'enterprises', can } },
];

export default routes;
