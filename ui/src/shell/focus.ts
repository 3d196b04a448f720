/** Where the focus goes when the page changes: to its heading, so that a screen reader begins there. */
import { nextTick } from 'vue';
import type { RouteLocationNormalized, Router } from 'vue-router';

/** Whether two locations are views of the same record (tabs, filters): then the focus stays. */
export function samePlace(to: RouteLocationNormalized, from: RouteLocationNormalized): boolean {
  return to.matched[0] === from.matched[0] && JSON.stringify(to.params) === JSON.stringify(from.params);
}

export function manageFocus(router: Router): void {
  router.afterEach((to, from, failure) => {
    // The first page keeps the browser's own focus.
    if (failure !== undefined || from.matched.length === 0 || samePlace(to, from)) return;
    void nextTick(() => {
      const heading = document.querySelector<HTMLElement>('#main h1');
      const target = heading ?? document.getElementById('main');
      target?.setAttribute('tabindex', '-1');
      target?.focus({ preventScroll: true });
    });
  });
}
