import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/hazards', name: 'hazards', component: () => import('@/pages/hazards/HazardList.vue'), meta: { title: 'hazards.title', can: 'hazard.read' } },
  { path: '/hazards/new', name: 'hazard-new', component: () => import('@/pages/hazards/HazardNew.vue'), meta: { title: 'hazards.new.title', section: 'hazards', can: 'hazard.report' } },
  { path: '/hazards/rates', name: 'hazard-rates', component: () => import('@/pages/hazards/Rates.vue'), meta: { title: 'hazards.rates.title', section: 'hazards', can: 'hazard.read' } },
  { path: '/hazards/criteria-change', name: 'hazard-rejudge', component: () => import('@/pages/hazards/Rejudge.vue'), meta: { title: 'hazards.rejudge.title', section: 'hazards', can: 'hazard.judge' } },
  { path: '/inquiries', name: 'inquiries', component: () => import('@/pages/hazards/Inquiries.vue'), meta: { title: 'inquiries.title', section: 'hazards', can: 'inquiry.read' } },
  { path: '/inquiries/:id', name: 'inquiry', component: () => import('@/pages/hazards/InquiryPage.vue'), meta: { title: 'inquiries.one', section: 'hazards', can: 'inquiry.read' } },
  { path: '/hazards/:id/notice', name: 'hazard-notice', component: () => import('@/pages/hazards/NoticePage.vue'), meta: { title: 'major.notice.document', section: 'hazards', can: 'hazard.read' } },
  { path: '/hazards/:id', name: 'hazard', component: () => import('@/pages/hazards/HazardPage.vue'), meta: { title: 'hazards.one', section: 'hazards', can: 'hazard.read' } },
];

export default routes;
