import type { PhoneActions, PhoneState } from '../client/state';
import type { PhoneClient } from './phone-client';

type Act = { action: string; on?: string } | undefined;
type Acts = {
  [Name in keyof PhoneActions]?: (state: PhoneState, ...given: Parameters<PhoneActions[Name]>) => Act;
};

const nameOf = ({ installed, running }: PhoneState, appId: string) =>
  [...installed, ...running].find((app) => app.appId === appId)?.name ?? appId;

/** What the user's hands do to the phone itself; what is tapped on a page shows by what the mini-program does then. */
const acts: Acts = {
  open: (state, appId) => ({ action: 'openApp', on: nameOf(state, appId) }),
  resume: (state, appId) => ({ action: 'resumeApp', on: nameOf(state, appId) }),
  kill: (state, appId) => ({ action: 'killApp', on: nameOf(state, appId) }),
  back: () => ({ action: 'back' }),
  home: () => ({ action: 'home' }),
  lock: () => ({ action: 'lock' }),
  unlock: () => ({ action: 'unlock' }),
  answer: ({ dialog }, given) => answered(dialog, given),
  setOnline: (_, online) => ({ action: online ? 'online' : 'offline' }),
  switchUser: () => ({ action: 'switchUser' }),
};

function answered(dialog: PhoneState['dialog'], given: boolean | number): Act {
  if (dialog?.type === 'actionSheet') {
    const item = dialog.items[Number(given)];
    return item === undefined ? { action: 'refuse' } : { action: 'choose', on: item };
  }
  const on = dialog?.type === 'jump' ? dialog.appName : dialog?.title || dialog?.content;
  return dialog && { action: given ? 'confirm' : 'refuse', ...(on && { on }) };
}

/** The phone, and the timeline hears what its user does to it. */
export function withHandsOnTimeline(phone: PhoneClient): PhoneClient {
  return new Proxy(phone, {
    get(_, name) {
      const found: unknown = Reflect.get(phone, name);
      if (typeof found !== 'function') return found;
      const act = acts[name as keyof PhoneActions] as
        | ((state: PhoneState, ...given: unknown[]) => Act)
        | undefined;
      return (...given: unknown[]) => {
        const done = act?.(phone.getState(), ...given);
        if (done) phone.tell({ at: Date.now(), kind: 'user', ...done });
        return found.apply(phone, given);
      };
    },
  });
}
