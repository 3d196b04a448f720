/** The editable members of an enterprise file as a form holds them, and what of them to send. */
import type { Schemas } from '@/api/client';

import type { EnterpriseFile } from './file';

export interface Draft {
  name: string;
  sectors: Schemas['Sector'][];
  standing: Schemas['Standing'];
  grid_id: string | null;
  address: string;
  principal_name: string;
  /** Names, one a line. */
  safety_officers: string;
  phone: string;
  headcount: string;
  business_scope: string;
  licence_no: string;
  licence_expiry: string | null;
}

export function draftOf(file: EnterpriseFile): Draft {
  return {
    name: file.name,
    sectors: [...file.sectors],
    standing: file.standing,
    grid_id: file.grid?.id ?? null,
    address: file.address ?? '',
    principal_name: file.principal_name ?? '',
    safety_officers: file.safety_officers.join('\n'),
    phone: file.phone ?? '',
    headcount: file.headcount == null ? '' : String(file.headcount),
    business_scope: file.business_scope ?? '',
    licence_no: file.licence_no ?? '',
    licence_expiry: file.licence_expiry ?? null,
  };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Members that differ from the file the form began with. */
export function changedIn(draft: Draft, base: Draft): (keyof Draft)[] {
  return (Object.keys(base) as (keyof Draft)[]).filter((key) => !same(draft[key], base[key]));
}

/** The new base with one's own changes on top: after somebody else changed the record meanwhile. */
export function rebase(draft: Draft, base: Draft, fresh: Draft): Draft {
  const mine = Object.fromEntries(changedIn(draft, base).map((key) => [key, draft[key]])) as Partial<Draft>;
  return { ...fresh, ...mine };
}

/** The members to send: only what changed; an emptied one as `null`. */
export function patchOf(draft: Draft, base: Draft, version: number): Schemas['EnterprisePatch'] {
  const patch: Record<string, unknown> = { version };
  for (const key of changedIn(draft, base)) {
    const value = draft[key];
    if (key === 'safety_officers') patch[key] = draft.safety_officers.split(/[\n、,，;；]/).map((name) => name.trim()).filter(Boolean);
    else if (key === 'headcount') patch[key] = draft.headcount.trim() === '' ? null : Number(draft.headcount);
    else if (typeof value === 'string') patch[key] = value.trim() === '' ? null : value.trim();
    else patch[key] = value;
  }
  return patch as Schemas['EnterprisePatch'];
}

/** What can be seen to be wrong before it is sent: code by member. */
export function faultsOf(draft: Draft): Record<string, string> {
  const faults: Record<string, string> = {};
  if (draft.name.trim() === '') faults.name = 'required';
  if (draft.sectors.length === 0) faults.sectors = 'required';
  if (draft.headcount.trim() !== '' && !/^\d{1,7}$/.test(draft.headcount.trim())) faults.headcount = 'whole_number';
  return faults;
}
