import { describe, expect, it } from 'vitest';

import { changedMembers } from './changes';

describe('changedMembers', () => {
  it('tells what differs', () => {
    const before = { name: 'a', sectors: ['x'], phone: '1' };
    const after = { name: 'b', sectors: ['x'], headcount: 3 };
    expect(changedMembers(before, after)).toEqual([{ name: 'name', before: 'a', after: 'b' }, { name: 'phone', before: '1' }, { name: 'headcount', after: 3 }]);
  });

  it('takes a new record as all its members, but for empty ones', () => {
    expect(changedMembers(null, { name: 'a', phone: null, posts: [], note: '' })).toEqual([{ name: 'name', after: 'a' }]);
    expect(changedMembers(null, null)).toEqual([]);
  });
});
