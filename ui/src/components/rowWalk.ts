/**
 * Walks the rows of a list by J (down) and K (up). A row is what carries `data-row` inside `list`; the focus goes there,
 * so Enter does what Enter does on it. The first key from anywhere else goes to the first row.
 */
import { onBeforeUnmount, onMounted, type Ref } from 'vue';

const STEPS: Record<string, 1 | -1> = { j: 1, k: -1 };
/** Where a letter is a letter. */
const TYPED_IN = new Set(['INPUT', 'TEXTAREA', 'SELECT']);

/** Index of the row to go to, `at` being the one with the focus (-1: none); `null` without rows. */
export function nextRow(at: number, step: 1 | -1, count: number): number | null {
  if (count === 0) return null;
  return at < 0 ? 0 : Math.min(count - 1, Math.max(0, at + step));
}

/** @param moved told of the row that got the focus. */
export function useRowWalk(list: Readonly<Ref<HTMLElement | null>>, moved?: (row: HTMLElement) => void): void {
  function onKey(event: KeyboardEvent) {
    const step = STEPS[event.key.toLowerCase()];
    const target = event.target as HTMLElement;
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.isContentEditable || TYPED_IN.has(target.tagName) || target.closest('[role=dialog]')) return;
    const rows = [...(list.value?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const next = nextRow(rows.indexOf(document.activeElement as HTMLElement), step, rows.length);
    const row = next === null ? undefined : rows[next];
    if (row === undefined) return;
    event.preventDefault();
    row.focus();
    moved?.(row);
  }
  onMounted(() => document.addEventListener('keydown', onKey));
  onBeforeUnmount(() => document.removeEventListener('keydown', onKey));
}
