import '@/styles/index.css';

import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';

import App from './App.vue';
import { queryClient } from './api/queries';
import { i18n, restoreLanguage } from './i18n';
import { router } from './router';

// After an upgrade of the server the chunks of the page that is open are gone: load the new page once.
window.addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('anlu.reloaded') ?? 0);
  if (Date.now() - last > 60_000) {
    event.preventDefault();
    sessionStorage.setItem('anlu.reloaded', String(Date.now()));
    window.location.reload();
  }
});

async function start(): Promise<void> {
  await restoreLanguage();
  createApp(App).use(i18n).use(VueQueryPlugin, { queryClient }).use(router).mount('#app');
}

void start();
