import { describe, expect, it } from 'vitest';

import { changedIn, draftOf, faultsOf, patchOf, rebase } from './draft';
import type { EnterpriseFile } from './file';

const file: EnterpriseFile = {
  id: '0192f0c4-0000-7000-8000-000000000001',
  uscc: '91339999E20000017X',
  name: '示例货运有限公司',
  sectors: ['freight'],
  standing: 'active',
  grid: { id: 'g1', name: '示例街道' },
  address: null,
  principal_name: '张示例',
  safety_officers: ['甲', '乙'],
  phone: null,
  headcount: 42,
  business_scope: null,
  licence_no: null,
  licence_expiry: '2027-06-30',
  location: null,
  version: 3,
  counts: { hazards_open: 0, hazards_overdue: 0, people: 0, signals_open: 0, vehicles: 0 },
};

describe('editing an enterprise', () => {
  it('sends what changed and nothing else', () => {
    const base = draftOf(file);
    expect(patchOf(draftOf(file), base, 3)).toEqual({ version: 3 });
    const draft = { ...draftOf(file), headcount: ' 50 ', licence_expiry: null, safety_officers: '甲、丙', principal_name: ' ' };
    expect(patchOf(draft, base, 3)).toEqual({ version: 3, headcount: 50, licence_expiry: null, safety_officers: ['甲', '丙'], principal_name: null });
  });

  it('keeps own changes over what somebody else changed', () => {
    const base = draftOf(file);
    const draft = { ...base, headcount: '50' };
    const fresh = { ...base, headcount: '45', phone: '0571' };
    const merged = rebase(draft, base, fresh);
    expect([merged.headcount, merged.phone]).toEqual(['50', '0571']);
    expect(changedIn(merged, fresh)).toEqual(['headcount']);
  });

  it('finds faults before anything is sent', () => {
    expect(faultsOf(draftOf(file))).toEqual({});
    expect(faultsOf({ ...draftOf(file), name: ' ', sectors: [], headcount: '四十' })).toEqual({ name: 'required', sectors: 'required', headcount: 'whole_number' });
  });
});
