/**
 * How much room there is. `data-phone` on the root is for screens below 768 px, `data-large` for 大字版 (large type, one
 * column), `data-narrow` for either; style sheets look at these and at no width themselves.
 */
import { computed, readonly, ref, watchEffect } from 'vue';

const STORED = 'anlu.large';
const query = window.matchMedia('(max-width: 767px)');

const isPhone = ref(query.matches);
const isLarge = ref(stored());

query.addEventListener('change', (event) => (isPhone.value = event.matches));

function stored(): boolean {
  try {
    return localStorage.getItem(STORED) === '1';
  } catch {
    return false;
  }
}

export const phone = readonly(isPhone);
export const large = readonly(isLarge);
export const narrow = computed(() => isPhone.value || isLarge.value);

export function setLarge(on: boolean): void {
  isLarge.value = on;
  try {
    localStorage.setItem(STORED, on ? '1' : '0');
  } catch {
    // Then it holds until the page is closed.
  }
}

watchEffect(() => {
  const root = document.documentElement;
  root.toggleAttribute('data-phone', isPhone.value);
  root.toggleAttribute('data-large', isLarge.value);
  root.toggleAttribute('data-narrow', narrow.value);
});
