/** The account that was last logged in on this device, for a start without a connection. Gone with log-out. */
import type { Schemas } from '@/api/client';

const KEY = 'anlu.me';

export function remember(me: Schemas['Me'] | null): void {
  try {
    if (me === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(me));
  } catch {
    // A browser that keeps nothing cannot start without a connection.
  }
}

export function remembered(): Schemas['Me'] | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return isMe(found) ? found : null;
  } catch {
    return null;
  }
}

/** What an older version wrote may lack members: then it is as if nothing was written. */
function isMe(found: unknown): found is Schemas['Me'] {
  const me = found as Schemas['Me'] | null;
  return typeof me === 'object' && me !== null && typeof me.id === 'string' && typeof me.role === 'string' && Array.isArray(me.can);
}
