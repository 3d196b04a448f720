/** Map data as GeoJSON for MapLibre. */
import type { Feature, FeatureCollection, Geometry } from 'geojson';

import type { LonLat, MapData, MapDot } from './data';

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });
const feature = (geometry: Geometry, properties: Record<string, unknown> = {}): Feature => ({ type: 'Feature', geometry, properties });
const point = (at: LonLat, properties: Record<string, unknown> = {}): Feature => feature({ type: 'Point', coordinates: at }, properties);

/** Where the name of an area stands: the middle of its box. */
function middle(rings: LonLat[][]): LonLat {
  const all = rings.flat();
  const [lons, lats] = [all.map(([lon]) => lon), all.map(([, lat]) => lat)];
  return [(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];
}

/** One collection per source of what stands still. */
export function standing(data: MapData): Record<'areas' | 'names' | 'lines' | 'marks', FeatureCollection> {
  return {
    areas: collection(data.areas.map((area) => feature({ type: 'Polygon', coordinates: area.rings }, { outer: area.outer }))),
    names: collection(data.areas.filter((area) => !area.outer && area.rings.length > 0).map((area) => point(middle(area.rings), { name: area.name }))),
    lines: collection(data.lines.map((line) => feature({ type: 'LineString', coordinates: line.points }, { tone: line.tone }))),
    marks: collection(data.marks.map((mark) => point(mark.at, { label: mark.label }))),
  };
}

/** Dots as a source. */
export function dotted(dots: readonly MapDot[]): FeatureCollection {
  return collection(dots.map((dot) => point(dot.at, { tone: dot.tone, label: dot.label })));
}

/** One place, or none. */
export function one(at: LonLat | null): FeatureCollection {
  return collection(at === null ? [] : [point(at)]);
}
