import { describe, expect, it } from 'vitest';

import type { LonLat } from '@/features/map/data';

import { middle, outlines, within, zoneLines } from './zones';

const ring: LonLat[] = [[121, 30], [122, 30], [122, 31], [121, 31]];
const area = { type: 'MultiPolygon', coordinates: [[ring], [ring, ring]] };
const line = { type: 'MultiLineString', coordinates: [ring] };

describe('zones', () => {
  it('are drawn by their borders and lines', () => {
    expect([outlines(area).length, outlines(line).length, outlines(null).length, outlines({ type: 'Point' }).length]).toEqual([3, 1, 0, 0]);
    const lines = zoneLines([{ geometry: area, usage: 'forbidden', retired: false }, { geometry: line, usage: 'corridor', retired: true }]);
    expect(lines.map((one) => one.tone)).toEqual(['severe', 'severe', 'severe']);
  });

  it('are asked for page by page, and what is too much is counted', async () => {
    const asked: string[] = [];
    const of = (total: number) => (bbox: string, page: number) => {
      asked.push(`${bbox} ${page}`);
      const items = Array.from({ length: Math.max(0, Math.min(100, total - (page - 1) * 100)) }, () => ({}));
      return Promise.resolve({ items, total } as never);
    };
    const few = await within([1, 2, 3, 4], of(130));
    expect([few.items.length, few.total, asked]).toEqual([130, 130, ['1,2,3,4 1', '1,2,3,4 2']]);
    const many = await within([1, 2, 3, 4], of(2345));
    expect([many.items.length, many.total]).toEqual([1000, 2345]);
  });

  it('are named in their middle', () => {
    expect(middle(area)).toEqual([121.5, 30.5]);
    expect(middle({})).toBeNull();
  });
});
