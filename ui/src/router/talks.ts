import type { RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/talks', name: 'talks', component: () => import('@/pages/talks/TalkList.vue'), meta: { title: 'talks.title', can: 'talk.read' } },
  { path: '/talks/new', name: 'talk-new', component: () => import('@/pages/talks/TalkNew.vue'), meta: { title: 'talks.new', section: 'talks', can: 'talk.work' } },
  { path: '/talks/:id', name: 'talk', component: () => import('@/pages/talks/TalkPage.vue'), meta: { title: 'talks.one', section: 'talks', can: 'talk.read' } },
];

export default routes;
