/** Full-text search over clauses, without a connection: Chinese by pairs of characters, other words whole. */
import MiniSearch from 'minisearch';

import type { Sheet } from './content';

type Clause = Sheet['clauses'][number];

/** Pairs of neighbouring Chinese characters (a single one by itself), and words of other scripts. */
export function tokens(text: string): string[] {
  const runs = text.toLowerCase().match(/\p{Script=Han}+|[\p{L}\p{N}]+/gu) ?? [];
  return runs.flatMap((run) => {
    if (!/\p{Script=Han}/u.test(run) || run.length === 1) return [run];
    return Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2));
  });
}

export function clauseIndex(clauses: Clause[]): (query: string) => Clause[] {
  const search = new MiniSearch<Clause>({ fields: ['title', 'text', 'basis'], idField: 'id', tokenize: tokens, searchOptions: { tokenize: tokens, prefix: true, boost: { title: 2 }, combineWith: 'AND' } });
  const byId = new Map(clauses.map((one) => [one.id, one]));
  search.addAll([...byId.values()]);
  return (query) => {
    const asked = query.trim();
    if (asked === '') return [...byId.values()];
    return search.search(asked).flatMap((hit) => byId.get(String(hit.id)) ?? []);
  };
}
