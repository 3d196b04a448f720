/**
 * Whether the page is being printed. Paper outlives the year and cannot be opened up: dates then carry their year and
 * hashes stand in full.
 */
import { nextTick, readonly, ref } from 'vue';

const state = ref(false);
window.addEventListener('beforeprint', () => (state.value = true));
window.addEventListener('afterprint', () => (state.value = false));

export const printing = readonly(state);

/** Opens the browser's print dialog. Its event comes too late for a redraw when a script asks for it. */
export async function printPage(): Promise<void> {
  state.value = true;
  await nextTick();
  window.print();
}
