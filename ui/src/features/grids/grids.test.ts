// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';

import { inOrder } from './grids';

const node = (id: string, code: string, parent_id: string | null) => ({ id, code, parent_id, name: id, level: 'village' as const, chief_name: null, boundary: null });

describe('the territory tree', () => {
  it('is told from the top, by code', () => {
    const nodes = [node('v2', '0102', 's1'), node('s1', '01', 'c'), node('v1', '0101', 's1'), node('c', '0', null), node('s2', '02', 'c')];
    expect(inOrder(nodes).map(({ node: n, depth }) => `${depth}${n.id}`)).toEqual(['0c', '1s1', '2v1', '2v2', '1s2']);
  });

  it('keeps nodes whose parent the viewer may not see', () => {
    expect(inOrder([node('v', '0101', 'hidden')]).map(({ depth }) => depth)).toEqual([0]);
  });
});
