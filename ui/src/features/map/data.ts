/** What a map draws. Both renderings take the same: MapLibre where there is WebGL, SVG where there is none. */

export type LonLat = [number, number];
export type DotTone = 'plain' | 'off' | 'notice' | 'warning' | 'severe';

export interface MapArea {
  name: string;
  /** Outer boundary is thicker. */
  outer: boolean;
  rings: LonLat[][];
}

export interface MapLine {
  points: LonLat[];
  /** Part of a finding, by severity. */
  tone: 'plain' | 'notice' | 'warning' | 'severe';
  /** Not what the map is about: it is not fitted to it. */
  beside?: boolean;
}

export interface MapDot {
  id: string;
  at: LonLat;
  tone: DotTone;
  label: string;
  /** When it was there, milliseconds of its own clock. */
  time: number;
}

/** A named place of a track: where it begins and ends. */
export interface MapMark {
  at: LonLat;
  label: string;
}

export interface MapData {
  areas: MapArea[];
  lines: MapLine[];
  dots: MapDot[];
  marks: MapMark[];
}

export const COLOURS = {
  plain: '#1554b3',
  off: '#6b7785',
  notice: '#1554b3',
  warning: '#b36b00',
  severe: '#b42318',
  area: '#e4eaf1',
  border: '#8793a1',
  ground: '#f6f8fa',
  ink: '#1a2330',
} as const;

/** Fonts for labels: those of the machine, never fetched. */
export const FONTS = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'sans-serif'];
