/** Lets nobody in without a session, and brings them back where they were after log-in. */
import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router';

import { loadSession, may, mustChangePassword } from '@/features/session/session';

/** The query that leads back to a page after log-in. */
export function backTo(fullPath: string): { back?: string } {
  return fullPath === '/' || fullPath === '/today' || fullPath.startsWith('/login') || fullPath.startsWith('/password') ? {} : { back: fullPath };
}

/** A path to go back to. Only paths of this site: `//host` and `https:` would lead elsewhere. */
export function safeBack(back: unknown): string {
  return typeof back === 'string' && /^\/(?![/\\])/.test(back) && !/^\/(login|password)/.test(back) ? back : '/today';
}

export async function guard(to: RouteLocationNormalized): Promise<RouteLocationRaw | boolean> {
  if (to.meta.open === true) return true;
  try {
    if ((await loadSession()) === null) return { name: 'login', query: backTo(to.fullPath) };
  } catch {
    return { name: 'unreachable', query: backTo(to.fullPath) };
  }
  if (mustChangePassword() && to.name !== 'password') return { name: 'password', query: backTo(to.fullPath), replace: true };
  if (to.meta.can !== undefined && !may(to.meta.can)) return { name: 'refused', replace: true };
  return true;
}
