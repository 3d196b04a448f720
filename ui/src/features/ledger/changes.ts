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

/** Members that differ, in the order of the later state. Empty values count as absent. */
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
  return found;
}
