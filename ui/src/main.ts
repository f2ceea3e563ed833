import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import { applyLastLanguage } from './frame/language';
import { applyLastTheme } from './frame/theme';
import App from './frame/App.svelte';
import Locked from './frame/Locked.svelte';
import { type Backend, Failure } from '$lib/backend';

/** True in the app; false in a browser that shows the window of another machine. */
const isApp = '__TAURI_INTERNALS__' in window;

async function backend(): Promise<Backend> {
  if (import.meta.env.DEV || import.meta.env.MODE === 'fake') {
    const { fakeBackend, fakeWorld } = await import('$lib/backend/fake');
    const asked = new URLSearchParams(location.search);
    const world = fakeWorld(asked.get('scenario') ?? 'in-sync');
    const language = asked.get('language');
    if (language) world.info.language = language;
    return fakeBackend(world);
  }
  if (isApp) return (await import('$lib/backend/tauri')).tauriBackend();
  return (await import('$lib/backend/web')).webBackend();
}

applyLastTheme();
applyLastLanguage();

const target = document.getElementById('app');
if (!target) throw new Error('the page has no place for the window');
try {
  mount(App, { target, props: { backend: await backend() } });
} catch (thrown) {
  mount(Locked, { target, props: { failure: Failure.of(thrown) } });
}
