// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';

import { backTo, safeBack } from './guard';

describe('the way back after log-in', () => {
  it('is kept, but for the first page', () => {
    expect(backTo('/hazards?state=found')).toEqual({ back: '/hazards?state=found' });
    expect(backTo('/today')).toEqual({});
    expect(backTo('/login?back=/x')).toEqual({});
    expect(backTo('/password?back=/x')).toEqual({});
  });

  it('never leads to another site', () => {
    expect(safeBack('/hazards/1?x=1')).toBe('/hazards/1?x=1');
    for (const evil of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '', undefined, ['/a'], '/login', '/password']) {
      expect(safeBack(evil)).toBe('/today');
    }
  });
});
