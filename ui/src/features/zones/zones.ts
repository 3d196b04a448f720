/** Zones on the map: borders and corridors as lines, told apart by what they ask. */
import type { Schemas } from '@/api/client';
import type { LonLat, MapLine } from '@/features/map/data';

type Zone = Pick<Schemas['ZoneRow'], 'geometry' | 'usage' | 'retired'>;
/** What can be changed of a zone. */
export type Editable = Pick<Schemas['ZoneRow'], 'id' | 'name' | 'version' | 'usage' | 'hours'> & { limit_kmh?: number | null | undefined };
/** Whom a zone is about. */
export type About = Pick<Schemas['ZoneRow'], 'classes' | 'sectors'> & { enterprise?: { name: string } | null | undefined };
interface Geometry {
  type?: string;
  coordinates?: unknown;
}

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

export function zoneLines(zones: readonly Zone[]): MapLine[] {
  return zones.filter((zone) => !zone.retired).flatMap((zone) => outlines(zone.geometry).map((points) => ({ points, tone: TONES[zone.usage] })));
}

/** The middle of its first border, for its name. */
export function middle(geometry: unknown): LonLat | null {
  const [first] = outlines(geometry);
  if (!first || first.length === 0) return null;
  const [lon, lat] = first.reduce<[number, number]>((sum, at) => [sum[0] + at[0], sum[1] + at[1]], [0, 0]);
  return [lon / first.length, lat / first.length];
}
