import type { RouteRecordRaw } from 'vue-router';

const section = 'enterprises';
const can = 'enterprise.read';

const routes: RouteRecordRaw[] = [
  { path: '/enterprises', name: 'enterprises', component: () => import('@/pages/enterprises/List.vue'), meta: { title: 'enterprise.list_title', can } },
  { path: '/enterprises/:id/edit', name: 'enterprise-edit', component: () => import('@/pages/enterprises/Edit.vue'), meta: { title: 'enterprise.edit_title', section, can: 'enterprise.edit' } },
  {
    path: '/enterprises/:id',
    component: () => import('@/pages/enterprises/File.vue'),
    meta: { title: 'enterprise.file_title', section, can },
    children: [
      { path: '', name: 'enterprise', component: () => import('@/pages/enterprises/Overview.vue') },
      { path: 'duties', name: 'enterprise-duties', component: () => import('@/pages/enterprises/Duties.vue') },
      { path: 'grade', name: 'enterprise-grade', component: () => import('@/pages/enterprises/Grade.vue'), meta: { can: 'grade.read' } },
      { path: 'risks', name: 'enterprise-risks', component: () => import('@/pages/enterprises/Risks.vue') },
      { path: 'hazards', name: 'enterprise-hazards', component: () => import('@/pages/enterprises/Hazards.vue') },
      { path: 'visits', name: 'enterprise-visits', component: () => import('@/pages/enterprises/Visits.vue') },
      { path: 'cases', name: 'enterprise-cases', component: () => import('@/pages/enterprises/Cases.vue') },
      { path: 'talks', name: 'enterprise-talks', component: () => import('@/pages/enterprises/Talks.vue'), meta: { can: 'talk.read' } },
      { path: 'people', name: 'enterprise-people', component: () => import('@/pages/enterprises/People.vue') },
      { path: 'vehicles', name: 'enterprise-vehicles', component: () => import('@/pages/enterprises/Vehicles.vue') },
      { path: 'indices', name: 'enterprise-indices', component: () => import('@/pages/enterprises/Indices.vue') },
      { path: 'signals', name: 'enterprise-signals', component: () => import('@/pages/enterprises/Signals.vue') },
      { path: 'documents', name: 'enterprise-documents', component: () => import('@/pages/enterprises/Documents.vue') },
      { path: 'changes', name: 'enterprise-changes', component: () => import('@/pages/enterprises/Changes.vue') },
    ],
  },
];

export default routes;
