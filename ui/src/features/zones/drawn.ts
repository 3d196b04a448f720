/** Zones in use, for maps that show something else. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/vue-query';
import { computed, type ShallowRef } from 'vue';

import { api, send } from '@/api/client';
import type { MapData } from '@/features/map/data';
import { grown, type Box } from '@/features/map/project';

import { middle, within, zoneLines, type Named } from './zones';

type Drawn = Pick<MapData, 'lines' | 'marks'>;

const FRESH = 60_000;

/** Borders and names. */
function drawn(zones: readonly Named[]): Drawn {
  const marks = zones.filter((zone) => !zone.retired).flatMap((zone) => {
    const at = middle(zone.geometry);
    return at === null ? [] : [{ at, label: zone.name }];
  });
  return { lines: zoneLines(zones, true), marks };
}

/** The zones in view; `left`: how many of them are not drawn. */
export function useZonesInView(view: Readonly<ShallowRef<Box | null>>) {
  const box = computed(() => (view.value === null ? null : grown(view.value)));
  const query = useQuery({
    queryKey: ['zones', 'drawn', box],
    queryFn: () => within(box.value as Box, (bbox, page) => send(api.GET('/api/v1/zones', { params: { query: { retired: false, bbox, page, page_size: 100 } } }))),
    enabled: () => box.value !== null,
    placeholderData: keepPreviousData,
    staleTime: FRESH,
  });
  return computed(() => {
    const { items, total } = query.data.value ?? { items: [], total: 0 };
    return { ...drawn(items), shown: items.length, left: total - items.length };
  });
}

/** The zones with these ids, those in use. */
export function useZones(ids: () => readonly string[]) {
  const found = useQueries({
    queries: computed(() => ids().map((id) => ({ queryKey: ['zones', 'one', id], queryFn: () => send(api.GET('/api/v1/zones/{id}', { params: { path: { id } } })), staleTime: FRESH }))),
  });
  return computed<Drawn>(() => drawn(found.value.flatMap((one) => one.data ?? [])));
}
