/** The style of the MapLibre map: plain ground, boundaries, track, vehicles. Nothing is fetched unless 天地图 is configured. */
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';

import { COLOURS, FONTS } from './data';

const empty: SourceSpecification = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } };

/** Raster tiles of 天地图 in Web Mercator: ground and its labels. */
function tianditu(key: string): { sources: Record<string, SourceSpecification>; layers: LayerSpecification[] } {
  const sources: Record<string, SourceSpecification> = {};
  const layers: LayerSpecification[] = [];
  for (const layer of ['vec', 'cva']) {
    const query = `SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(key)}`;
    const tiles = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `https://t${n}.tianditu.gov.cn/${layer}_w/wmts?${query}`);
    sources[layer] = { type: 'raster', tiles, tileSize: 256, maxzoom: 18, attribution: '天地图' };
    layers.push({ id: layer, type: 'raster', source: layer });
  }
  return { sources, layers };
}

const tone = ['match', ['get', 'tone'], 'severe', COLOURS.severe, 'warning', COLOURS.warning, COLOURS.plain];

/** Zoom from which vehicles bear their plates. */
export const PLATES_FROM = 11;

const halo = { 'text-halo-color': '#fff', 'text-halo-width': 1.6 };

export function styleOf(tiandituKey: string | null | undefined): StyleSpecification {
  const tiles = tiandituKey ? tianditu(tiandituKey) : { sources: {}, layers: [] };
  const layers = [
    ...tiles.layers,
    // One fill without transparency: a processor that draws the map pays for each point of it, each time.
    { id: 'areas', type: 'fill', source: 'areas', filter: ['get', 'outer'], paint: { 'fill-color': COLOURS.area, 'fill-antialias': false, 'fill-opacity': tiandituKey ? 0.15 : 1 } },
    { id: 'borders', type: 'line', source: 'areas', paint: { 'line-color': COLOURS.border, 'line-width': ['case', ['get', 'outer'], 2, 0.8] } },
    { id: 'casing', type: 'line', source: 'lines', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': '#fff', 'line-width': ['match', ['get', 'tone'], 'plain', 4.5, 6] } },
    { id: 'lines', type: 'line', source: 'lines', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': tone, 'line-width': ['match', ['get', 'tone'], 'plain', 2.5, 3.5] } },
    { id: 'area-names', type: 'symbol', source: 'names', layout: { 'text-field': ['get', 'name'], 'text-font': FONTS, 'text-size': 13 }, paint: { 'text-color': '#47525f', ...halo } },
    { id: 'cursor', type: 'circle', source: 'cursor', paint: { 'circle-radius': 7, 'circle-color': '#fff', 'circle-stroke-color': COLOURS.ink, 'circle-stroke-width': 3 } },
    { id: 'plates', type: 'symbol', source: 'plates', minzoom: PLATES_FROM, layout: { 'text-field': ['get', 'label'], 'text-font': FONTS, 'text-size': 12, 'text-anchor': 'top', 'text-offset': [0, 0.7], 'text-optional': true }, paint: { 'text-color': COLOURS.ink, ...halo } },
    { id: 'marks', type: 'circle', source: 'marks', paint: { 'circle-radius': 10, 'circle-color': COLOURS.ink, 'circle-stroke-color': '#fff', 'circle-stroke-width': 2 } },
    { id: 'mark-names', type: 'symbol', source: 'marks', layout: { 'text-field': ['get', 'label'], 'text-font': FONTS, 'text-size': 12, 'text-allow-overlap': true }, paint: { 'text-color': '#fff' } },
  ] as unknown as LayerSpecification[];
  const sources = Object.fromEntries(['areas', 'names', 'lines', 'plates', 'cursor', 'marks'].map((name) => [name, empty]));
  return { version: 8, sources: { ...tiles.sources, ...sources }, layers };
}
