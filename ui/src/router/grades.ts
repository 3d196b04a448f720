import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/grades', name: 'grades', component: () => import('@/pages/grades/Grades.vue'), meta: { title: 'grades.title', can: 'grade.read' } },
];

export default routes;
