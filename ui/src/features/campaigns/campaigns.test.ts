import { describe, expect, it } from 'vitest';

import { exportUrl, ofSector, queryOf, sums, viewOf } from './views';

const values = (given: Record<string, string>) => ({ view: undefined, outcome: undefined, grid: undefined, q: undefined, ...given });

describe('the list of a campaign', () => {
  it('asks for what the address says', () => {
    expect(viewOf(values({ view: 'nonsense' }))).toBe('all');
    expect(queryOf(values({ view: 'open', grid: 'g', q: '租赁' }))).toEqual({ open: true, grid_id: 'g', q: '租赁' });
    expect(queryOf(values({ view: 'done' }))).toEqual({ open: false });
    expect(queryOf(values({ view: 'later', outcome: 'filed' }))).toEqual({ later: true, outcome: 'filed' });
    expect(queryOf(values({ grid: 'none' }))).toEqual({ no_grid: true });
  });

  it('exports with the same filters', () => {
    expect(exportUrl('c', values({}))).toBe('/api/v1/campaigns/c/subjects.xlsx');
    expect(exportUrl('c', values({ view: 'open', grid: 'g' }))).toBe('/api/v1/campaigns/c/subjects.xlsx?open=true&grid_id=g');
  });

  it('is summed over the grids', () => {
    const title = { zh: '甲', en: 'A' };
    const outcomes = [{ code: 'a', title, evidence: true }, { code: 'b', title, evidence: false }];
    const row = { grid: null, owners: [], total: 3, open: 0 };
    expect(sums({ outcomes, grids: [{ ...row, outcomes: [1, 2] }, { ...row, outcomes: [3, 0] }] })).toEqual([4, 2]);
    expect(sums({ outcomes, grids: [] })).toEqual([0, 0]);
  });

  it('writes the condition of a sector as packs do', () => {
    expect(ofSector('rental')).toBe('"rental" in enterprise.sectors');
  });
});
