/** The territory tree as choices of a select: each node below its parent, indented by full-width spaces. */
import type { Schemas } from '@/api/client';

type Node = Pick<Schemas['GridNode'], 'id' | 'name' | 'parent_id'>;

export function gridChoices(nodes: Node[]): { value: string; label: string }[] {
  const known = new Set(nodes.map((node) => node.id));
  const below = new Map<string | null, Node[]>();
  for (const node of nodes) {
    // The top of what the viewer sees may have a parent that he does not see.
    const parent = node.parent_id && known.has(node.parent_id) ? node.parent_id : null;
    below.set(parent, [...(below.get(parent) ?? []), node]);
  }
  const out: { value: string; label: string }[] = [];
  const walk = (parent: string | null, depth: number) => {
    for (const node of below.get(parent) ?? []) {
      out.push({ value: node.id, label: `${'\u3000'.repeat(depth)}${node.name}` });
      walk(node.id, depth + 1);
    }
  };
  walk(null, 0);
  return out;
}
