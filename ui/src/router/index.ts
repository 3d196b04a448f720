/** Routes. Each area has a file in this folder whose default export is its list of routes; a new file needs no entry here. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';

import { manageFocus } from '@/shell/focus';

import { guard } from './guard';

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the title's text. */
    title?: string;
    /** Action code the role must be allowed (`GET /session`, member `can`). */
    can?: string;
    /** Name of the list it belongs to, for the menu. */
    section?: string;
    /** Open without a session. */
    open?: boolean;
  }
}

const areas = import.meta.glob<RouteRecordRaw[]>(['./*.ts', '!./index.ts', '!./guard.ts', '!./*.test.ts'], {
  eager: true,
  import: 'default',
});

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/today' },
    ...Object.values(areas).flat(),
    { path: '/:rest(.*)*', name: 'not-found', component: () => import('@/pages/NotFound.vue'), meta: { title: 'shell.not_found' } },
  ],
  // Back keeps the place in a list; a new page begins at its top.
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
});

router.beforeEach(guard);
manageFocus(router);
