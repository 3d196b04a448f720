import { describe, expect, it } from 'vitest';

import type { LonLat } from '@/features/map/data';

import { middle, outlines, zoneLines } from './zones';

const ring: LonLat[] = [[121, 30], [122, 30], [122, 31], [121, 31]];
const area = { type: 'MultiPolygon', coordinates: [[ring], [ring, ring]] };
const line = { type: 'MultiLineString', coordinates: [ring] };

describe('zones', () => {
  it('are drawn by their borders and lines', () => {
    expect([outlines(area).length, outlines(line).length, outlines(null).length, outlines({ type: 'Point' }).length]).toEqual([3, 1, 0, 0]);
    const lines = zoneLines([{ geometry: area, usage: 'forbidden', retired: false }, { geometry: line, usage: 'corridor', retired: true }]);
    expect(lines.map((one) => one.tone)).toEqual(['severe', 'severe', 'severe']);
  });

  it('are named in their middle', () => {
    expect(middle(area)).toEqual([121.5, 30.5]);
    expect(middle({})).toBeNull();
  });
});
