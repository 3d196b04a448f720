/** Where a record of a kind is shown. */
import type { RouteLocationRaw } from 'vue-router';

import type { Schemas } from '@/api/client';

export function placeOf(kind: Schemas['SubjectKind'], id: string): RouteLocationRaw {
  switch (kind) {
    case 'enterprise':
      return { name: 'enterprise', params: { id } };
    case 'person':
      return { name: 'person', params: { id } };
    case 'vehicle':
      return { name: 'vehicle', params: { id } };
    case 'campaign':
      return { name: 'campaign', params: { id } };
    case 'draw':
      return { name: 'draw', params: { id } };
    case 'draw_list':
      return { name: 'draws' };
    case 'project':
      return { name: 'project', params: { id } };
    case 'platform':
      return { name: 'links' };
    case 'grid':
      return { name: 'enterprises', query: { grid_id: id } };
  }
}
