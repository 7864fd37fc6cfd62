import { cannotJumpFrom, readEnterOptions } from './enter-options';
import type { EnterOptions, Wx } from './types';

export interface AppSnapshot {
  readonly foreground: boolean;
  /** WeChat lets this app open no other from where it runs. */
  readonly cannotJump: boolean;
}

export interface AppShows {
  snapshot(): AppSnapshot;
  /** Why the app is in the foreground. */
  options(): EnterOptions;
  /** At the app's launch, or when a page opens: makes sure that this show has been dealt with. */
  ensureArrived(): void;
}

export interface AppShowHandlers {
  /** Once a show, and once at a cold start. */
  arrived(options: EnterOptions): void;
  shown(): void;
  hidden(): void;
}

/** The app coming to the foreground and leaving it. */
export function createAppShows(wx: Wx, { arrived, shown, hidden }: AppShowHandlers): AppShows {
  let foreground = true;
  let options: EnterOptions = { scene: 0 };
  let dealtWith = false;
  let sawEvent = false;

  wx.onAppShow((given) => {
    // The first show after a cold start may already have been dealt with, as the launch.
    const same = dealtWith && !sawEvent;
    sawEvent = foreground = true;
    if (!same) arrive(given || readEnterOptions(wx));
    shown();
  });
  wx.onAppHide(() => {
    foreground = dealtWith = false;
    hidden();
  });

  return {
    snapshot: () => ({ foreground, cannotJump: cannotJumpFrom(options) }),
    options: () => options,
    ensureArrived() {
      if (foreground && !dealtWith) arrive(readEnterOptions(wx));
    },
  };

  function arrive(given: EnterOptions): void {
    dealtWith = true;
    options = given;
    arrived(given);
  }
}
