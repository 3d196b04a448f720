import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/projects', name: 'projects', component: () => import('@/pages/projects/ProjectList.vue'), meta: { title: 'projects.title', can: 'project.read' } },
  { path: '/projects/new', name: 'project-new', component: () => import('@/pages/projects/ProjectEdit.vue'), meta: { title: 'projects.new', section: 'projects', can: 'project.edit' } },
  { path: '/projects/:id', name: 'project', component: () => import('@/pages/projects/ProjectPage.vue'), meta: { title: 'projects.one', section: 'projects', can: 'project.read' } },
  { path: '/projects/:id/edit', name: 'project-edit', component: () => import('@/pages/projects/ProjectEdit.vue'), meta: { title: 'projects.edit', section: 'projects', can: 'project.edit' } },
];

export default routes;
