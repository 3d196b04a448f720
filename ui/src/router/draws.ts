import type { RouteRecordRaw } from 'vue-router';

const can = 'draw.read';

const routes: RouteRecordRaw[] = [
  { path: '/draws', name: 'draws', component: () => import('@/pages/draws/Draws.vue'), meta: { title: 'draws.title', can } },
  { path: '/draws/new', name: 'draw-new', component: () => import('@/pages/draws/DrawNew.vue'), meta: { title: 'draws.plan.title', section: 'draws', can: 'draw.plan' } },
  { path: '/draws/inspectors', name: 'inspectors', component: () => import('@/pages/draws/Inspectors.vue'), meta: { title: 'draws.pool.title', section: 'draws', can } },
  { path: '/draws/:id', name: 'draw', component: () => import('@/pages/draws/DrawPage.vue'), meta: { title: 'draws.one', section: 'draws', can } },
  { path: '/draws/:id/room', name: 'draw-room', component: () => import('@/pages/draws/DrawRoom.vue'), meta: { title: 'draws.room.title', section: 'draws', can } },
  { path: '/public/draws', name: 'public-draws', component: () => import('@/pages/draws/PublicDraws.vue'), meta: { title: 'draws.open.title', open: true } },
];

export default routes;
