import type { RouteRecordRaw } from 'vue-router';

const can = 'document.read';

const routes: RouteRecordRaw[] = [
  { path: '/documents', name: 'documents', component: () => import('@/pages/documents/Documents.vue'), meta: { title: 'documents.title', can } },
  { path: '/documents/:id', name: 'document', component: () => import('@/pages/documents/DocumentPage.vue'), meta: { title: 'documents.one', section: 'documents', can } },
  { path: '/verify/:id?', name: 'verify', component: () => import('@/pages/documents/Verify.vue'), meta: { title: 'documents.verify.title', open: true } },
];

export default routes;
