// The backend of the app: the engine and the shell through Tauri. No other file uses `@tauri-apps`.

import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWebview } from '@tauri-apps/api/webview';
import { type AppSettings, type Backend, Failure, type Progress, type ShellInfo, type Stop } from '$lib/backend';
import type { Answers, Command } from '$lib/engine';
import type { Place } from '$lib/nav';

async function ask<T>(name: string, args?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(name, args);
  } catch (thrown) {
    throw Failure.of(thrown);
  }
}

/** Takes the value out of a reply, which is an object with the reply's name as its only key, or only the name if there is no value. */
function unwrap(reply: unknown): unknown {
  if (typeof reply !== 'object' || reply === null) return undefined;
  return Object.values(reply)[0];
}

function on<T>(event: string, act: (payload: T) => void): Stop {
  const listening = listen<T>(event, ({ payload }) => act(payload));
  return () => void listening.then((stop) => stop());
}

export function tauriBackend(): Backend {
  return {
    async call<C extends Command>(command: C) {
      return unwrap(await ask('api', { command })) as Answers[C['command']];
    },
    onChange: (hint) => on('changed', () => hint()),
    onOpen: (open) => on<Place>('open', open),
    onProgress(report) {
      let wanted = true;
      const channel = new Channel<Progress>();
      channel.onmessage = (progress) => {
        if (wanted) report(progress);
      };
      // If this fails, the state is still read after each hint.
      ask('progress', { channel }).catch(() => {});
      return () => {
        wanted = false;
      };
    },
    onDrag(report) {
      const listening = getCurrentWebview().onDragDropEvent(({ payload }) => {
        // Of something else than files, such as text, there are no paths.
        if (payload.type === 'leave') report({ kind: 'leave' });
        else if (payload.type !== 'over' && payload.paths.length > 0) report({ kind: payload.type, paths: payload.paths });
      });
      // If this fails, nothing can be dropped: folders can still be chosen and typed.
      listening.catch(() => {});
      return () =>
        void listening.then(
          (stop) => stop(),
          () => {},
        );
    },
    shell: {
      isDesktop: true,
      info: () => ask<ShellInfo>('shell_info'),
      pickFolder: (title) => ask<string | null>('pick_folder', { title }),
      pickFile: (title, name) => ask<string | null>('pick_file', { title, name }),
      openFolder: (folder) => ask('open_folder', { folder }),
      reveal: (folder, path) => ask('reveal', { folder, path }),
      openLog: () => ask('open_log'),
      firstPlace: () => ask<Place | null>('first_place'),
      autostart: () => ask<boolean>('autostart'),
      setAutostart: (on) => ask('set_autostart', { on }),
      settings: () => ask<AppSettings>('app_settings'),
      setSettings: (settings) => ask('set_app_settings', { settings }),
      closeWindow: () => ask('close_window'),
      quit: () => ask('quit'),
    },
  };
}
