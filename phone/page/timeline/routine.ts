import type { Entry } from '../../timeline/entry';

/** Whether an entry says nothing new: waiting goes on, an app comes and goes. */
export function isRoutine(entry: Entry): boolean {
  switch (entry.kind) {
    case 'request':
      // Whether it is there, what it counts, what it can do: of no signing.
      if (entry.isEcho && !/ \/(api|service)\//.test(entry.name)) return true;
      return /[?&]wait=/.test(entry.name) && entry.problem === undefined && entry.status === 200;
    case 'miniprogram':
      return !/jump|return|navigate\w*MiniProgram|:fail/i.test(entry.what);
    default:
      return false;
  }
}
