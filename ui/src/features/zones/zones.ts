/** Zones on the map: borders and corridors as lines, told apart by what they ask. */
import type { Schemas } from '@/api/client';
import type { LonLat, MapLine } from '@/features/map/data';
import type { Box } from '@/features/map/project';

type Zone = Pick<Schemas['ZoneRow'], 'geometry' | 'usage' | 'retired'>;
/** What is drawn of a zone. */
export type Named = Zone & { name: string };
/** What can be changed of a zone. */
export type Editable = Pick<Schemas['ZoneRow'], 'id' | 'name' | 'version' | 'usage' | 'hours'> & { limit_kmh?: number | null | undefined };
/** Whom a zone is about. */
export type About = Pick<Schemas['ZoneRow'], 'classes' | 'sectors'> & { enterprise?: { name: string } | null | undefined };
interface Geometry {
  type?: string;
  coordinates?: unknown;
}

/** Pages of a hundred that are drawn at most: more is no picture any more. */
const PAGES = 10;

const TONES: Record<Schemas['ZoneUse'], MapLine['tone']> = { enter: 'notice', leave: 'notice', corridor: 'plain', forbidden: 'severe', speed: 'warning' };

/** `22:00-06:00，11:00-13:00` as a list. */
export const hoursOf = (text: string): string[] => text.split(/[,，;；、]/).map((one) => one.trim()).filter(Boolean);

/** Every border and line of a zone. */
export function outlines(geometry: unknown): LonLat[][] {
  const { type, coordinates } = (geometry ?? {}) as Geometry;
  if (!Array.isArray(coordinates)) return [];
  if (type === 'MultiPolygon') return (coordinates as LonLat[][][]).flat();
  if (type === 'MultiLineString') return coordinates as LonLat[][];
  return [];
}

/** `beside`: the map is about something else, and is not fitted to them. */
export function zoneLines(zones: readonly Zone[], beside = false): MapLine[] {
  return zones.filter((zone) => !zone.retired).flatMap((zone) => outlines(zone.geometry).map((points) => ({ points, tone: TONES[zone.usage], beside })));
}

/** The middle of its first border, for its name. */
export function middle(geometry: unknown): LonLat | null {
  const [first] = outlines(geometry);
  if (!first || first.length === 0) return null;
  const [lon, lat] = first.reduce<[number, number]>((sum, at) => [sum[0] + at[0], sum[1] + at[1]], [0, 0]);
  return [lon / first.length, lat / first.length];
}

/** Every zone in a box, page by page, and how many there are. */
export async function within(box: Box, page: (bbox: string, page: number) => Promise<{ items: Named[]; total: number }>): Promise<{ items: Named[]; total: number }> {
  const items: Named[] = [];
  let total = 0;
  for (let n = 1; n <= PAGES; n += 1) {
    const found = await page(box.join(','), n);
    items.push(...found.items);
    total = found.total;
    if (found.items.length === 0 || items.length >= total) break;
  }
  return { items, total };
}
