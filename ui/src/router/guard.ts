/** Lets nobody in without a session, and brings them back where they were after log-in. */
import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router';

import { loadSession, may } from '@/features/session/session';

export async function guard(to: RouteLocationNormalized): Promise<RouteLocationRaw | boolean> {
  if (to.meta.open === true) return true;
  const me = await loadSession();
  if (me === null) return { name: 'login', query: to.fullPath === '/today' ? {} : { back: to.fullPath } };
  if (to.meta.can !== undefined && !may(to.meta.can)) return { name: 'refused', replace: true };
  return true;
}
