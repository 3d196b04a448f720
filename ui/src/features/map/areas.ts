/** Boundaries of the territory, from the grid tree; none when the installation has none or the viewer may not see it. */
import { useQuery } from '@tanstack/vue-query';
import { computed, type ComputedRef } from 'vue';

import { api, send } from '@/api/client';
import { may } from '@/features/session/session';

import type { LonLat, MapArea } from './data';

export function useAreas(): ComputedRef<MapArea[]> {
  const query = useQuery({
    queryKey: ['grids', 'boundaries'],
    queryFn: () => send(api.GET('/api/v1/grids', { params: { query: { boundaries: true } } })),
    enabled: may('grid.read'),
    staleTime: Infinity,
  });
  return computed(() =>
    (query.data.value ?? [])
      // Villages would be too many lines.
      .filter((node) => node.boundary && node.level !== 'village')
      .map((node) => ({ name: node.name, outer: node.level === 'county', rings: node.boundary as LonLat[][] })),
  );
}
