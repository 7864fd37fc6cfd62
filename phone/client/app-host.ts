import type { JumpTarget, LogEntry, UiPort } from '../runtime';
import type { NewEntry } from '../timeline/entry';
import type { Connection } from './connection';
import type { AppHost } from './running-app';

interface Surroundings {
  appId: string;
  connection: Connection;
  ui: UiPort;
  /** What the timeline tells of what the app does. */
  story: (entry: LogEntry) => NewEntry | undefined;
  isOnline(): boolean;
  user(): string;
  jump(target: JumpTarget): { hides: boolean } | { failure: string };
  /** @returns false when no mini-program has opened this one */
  goBack(extraData: unknown): boolean;
  exit(): void;
  changed(): void;
  complain(text: string, detail?: string): void;
}

/** What the phone does for one running mini-program: its network, logins, jumps, and what the timeline hears of it. */
export function createAppHost({ appId, connection, story, ...phone }: Surroundings): AppHost {
  const cancels = new Map<number, () => void>();
  return {
    network: {
      send(request, reply) {
        if (phone.isOnline()) cancels.set(request.id, connection.send(appId, request, reply));
        else reply({ failure: '' });
      },
      abort(id) {
        cancels.get(id)?.();
        cancels.delete(id);
      },
    },
    login: {
      code(reply) {
        if (phone.isOnline()) connection.code(appId, phone.user(), reply);
        else reply({ failure: '' });
      },
    },
    ui: phone.ui,
    otherApps: {
      open: (target, reply) => reply(phone.jump(target)),
      back: (extraData, reply) => reply(phone.goBack(extraData)),
      exit: phone.exit,
    },
    log(entry) {
      const told = story(entry);
      if (told) connection.tell(told);
      if (entry.type === 'error') phone.complain(entry.message, entry.stack);
    },
    changed: phone.changed,
    complain: phone.complain,
  };
}
