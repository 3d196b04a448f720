/** Who may be named to verify a hazard. The server has the last word. */
import type { Schemas } from '@/api/client';

import type { Hazard } from './turn';

const AUTHORITY = new Set<Schemas['Role']>(['bureau_officer', 'enforcement', 'grid_chief']);

/** Accounts of the authority; for a general hazard that the enterprise found itself also its own people. */
export function verifiers(users: Schemas['UserRow'][], hazard: Pick<Hazard, 'level' | 'source' | 'enterprise'>): Schemas['UserRow'][] {
  const own = hazard.level === 'general' && hazard.source === 'self_check';
  return users.filter((user) => {
    if (AUTHORITY.has(user.role)) return true;
    return own && user.enterprise?.id === hazard.enterprise.id && (user.role === 'principal' || user.role === 'safety_officer');
  });
}
