/** What differs between the two states of a ledger entry. */

type State = Record<string, unknown> | null | undefined;

export interface ChangedMember {
  name: string;
  before?: unknown;
  after?: unknown;
}

const blank = (value: unknown) => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Members that say nothing to a reader: the record's own id, and whose it is (the page shows that). */
const SILENT = new Set(['id', 'enterprise']);

/** The order in which members are told; the ledger keeps them by the alphabet. Others follow. */
const ORDER = ['name', 'plate', 'colour', 'uscc', 'code', 'level', 'parent', 'sectors', 'standing', 'posts', 'employment', 'class', 'grid', 'address', 'location', 'principal_name', 'safety_officers', 'chief_name', 'phone', 'headcount', 'business_scope'];
const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** Members that differ, in the order in which they are told. Empty values count as absent. */
export function changedMembers(before: State, after: State): ChangedMember[] {
  const names = [...new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})])];
  const found: ChangedMember[] = [];
  for (const name of names) {
    if (SILENT.has(name)) continue;
    const old = before?.[name];
    const fresh = after?.[name];
    if (JSON.stringify(old) === JSON.stringify(fresh) || (blank(old) && blank(fresh))) continue;
    found.push({ name, ...(blank(old) ? {} : { before: old }), ...(blank(fresh) ? {} : { after: fresh }) });
  }
  return found.sort((a, b) => rank(a.name) - rank(b.name));
}
