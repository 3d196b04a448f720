import type { RouteRecordRaw } from 'vue-router';

const can = 'field.inspect';
const page = () => import('@/pages/visits/VisitPage.vue');

const routes: RouteRecordRaw[] = [
  { path: '/visits', name: 'visits', component: () => import('@/pages/visits/Visits.vue'), meta: { title: 'visits.title', can: 'field.read' } },
  { path: '/visits/new', name: 'visit-new', component: page, meta: { title: 'visits.one', section: 'visits', can } },
  { path: '/visits/at/:enterprise', name: 'visit-at', component: page, meta: { title: 'visits.one', section: 'visits', can } },
  { path: '/visits/records/:id', name: 'visit-record', component: () => import('@/pages/visits/VisitRecord.vue'), meta: { title: 'visits.record', section: 'visits', can: 'field.read' } },
  { path: '/visits/:assignment', name: 'visit', component: page, meta: { title: 'visits.one', section: 'visits', can } },
];

export default routes;
