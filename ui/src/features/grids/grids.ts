/** The territory tree as choices: each node below its parent, set in by its level. */
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';

import { api, send, type Schemas } from '@/api/client';
import { may } from '@/features/session/session';

type Node = Schemas['GridNode'];

/** Nodes in the order of the tree with their depth. A node whose parent is not in the list stands at the top. */
export function inOrder(nodes: readonly Node[]): { node: Node; depth: number }[] {
  const known = new Set(nodes.map((node) => node.id));
  const below = new Map<string | null, Node[]>();
  for (const node of nodes) {
    const parent = node.parent_id != null && known.has(node.parent_id) ? node.parent_id : null;
    below.set(parent, [...(below.get(parent) ?? []), node]);
  }
  const found: { node: Node; depth: number }[] = [];
  const walk = (parent: string | null, depth: number) => {
    const children = [...(below.get(parent) ?? [])].sort((a, b) => a.code.localeCompare(b.code));
    for (const node of children) {
      found.push({ node, depth });
      walk(node.id, depth + 1);
    }
  };
  walk(null, 0);
  return found;
}

export function useGrids() {
  const query = useQuery({
    queryKey: ['grids'],
    queryFn: () => send(api.GET('/api/v1/grids')),
    staleTime: 10 * 60_000,
    enabled: computed(() => may('grid.read')),
  });
  const choices = computed(() =>
    inOrder(query.data.value ?? []).map(({ node, depth }) => ({ value: node.id, label: `${'　'.repeat(depth)}${node.name}` })),
  );
  return { query, choices };
}
