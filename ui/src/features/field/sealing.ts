/** Seals an inspection on the device: from here on it is sent as it is. */
import { database } from '@/features/offline/database';

import { canonical, contentOf, sealOf, type Visit } from './content';
import { plain } from './device';

export async function sealVisit(user: string, visit: Visit, now: number): Promise<void> {
  const content = canonical(contentOf(plain(visit), now));
  await database.visits.put({ id: visit.id, user, key: visit.key, name: visit.name || visit.unlicensed?.name || '', state: 'waiting', visit: plain(visit), sealed: { content, seal: sealOf(content) }, refusal: null, receipt: null, changed_at: now });
}
