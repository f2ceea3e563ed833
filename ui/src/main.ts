import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import { applyLastTheme } from './frame/theme';
import App from './frame/App.svelte';
import type { Backend } from '$lib/backend';

async function backend(): Promise<Backend> {
  if (import.meta.env.DEV || import.meta.env.MODE === 'fake') {
    const { fakeBackend } = await import('$lib/backend/fake');
    return fakeBackend(new URLSearchParams(location.search).get('scenario') ?? 'in-sync');
  }
  const { tauriBackend } = await import('$lib/backend/tauri');
  return tauriBackend();
}

applyLastTheme();

const target = document.getElementById('app');
if (!target) throw new Error('the page has no place for the window');
mount(App, { target, props: { backend: await backend() } });
