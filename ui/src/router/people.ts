import type { RouteRecordRaw } from 'vue-router';

const can = 'person.read';

const routes: RouteRecordRaw[] = [
  { path: '/people', name: 'people', component: () => import('@/pages/people/List.vue'), meta: { title: 'person.list_title', can } },
  { path: '/people/:id', name: 'person', component: () => import('@/pages/people/Person.vue'), meta: { title: 'person.file_title', section: 'people', can: 'person.open' } },
];

export default routes;
