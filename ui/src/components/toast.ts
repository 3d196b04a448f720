/** A short word that something was done. Shown and announced by the shell. */
import { reactive } from 'vue';

export const toasts = reactive<{ id: number; text: string }[]>([]);
let last = 0;

export function toast(text: string): void {
  last += 1;
  const id = last;
  toasts.push({ id, text });
  setTimeout(() => {
    const index = toasts.findIndex((one) => one.id === id);
    if (index >= 0) toasts.splice(index, 1);
  }, 5000);
}
