/** Zones in use, for maps that show something else. */
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';

import { api, send } from '@/api/client';
import type { MapData } from '@/features/map/data';

import { middle, zoneLines } from './zones';

/** Borders and names of the zones in use; of those with these ids only, where ids are given. */
export function useDrawnZones(ids?: () => readonly string[]) {
  const query = useQuery({
    queryKey: ['zones', 'drawn'],
    queryFn: () => send(api.GET('/api/v1/zones', { params: { query: { retired: false, page_size: 100 } } })),
    enabled: () => ids === undefined || ids().length > 0,
    staleTime: 60_000,
  });
  return computed<Pick<MapData, 'lines' | 'marks'>>(() => {
    const zones = (query.data.value?.items ?? []).filter((zone) => ids === undefined || ids().includes(zone.id));
    const marks = zones.flatMap((zone) => {
      const at = middle(zone.geometry);
      return at === null ? [] : [{ at, label: zone.name }];
    });
    return { lines: zoneLines(zones), marks };
  });
}
