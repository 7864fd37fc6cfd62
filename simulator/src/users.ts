import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from './clock';

/** A `wx.login` code ends after five minutes. */
const codeLifetimeMs = 5 * 60_000;

/** Whoever logs in with codes from elsewhere, such as those of WeChat DevTools: whose they are, only WeChat could tell. */
const foreignUser = 'foreign-codes';

interface LoginCode {
  user: string;
  appid: string | undefined;
  expiresAt: number;
  used: boolean;
}

export type LoginResult = { user: string } | { errcode: number; errmsg: string };

/** WeChat's users: any name is one. An openid is made from the name and the app, so that it is the same after a restart. */
export class Users {
  readonly #codes = new Map<string, LoginCode>();
  readonly #byOpenid = new Map<string, string>();

  constructor(
    readonly clock: Clock,
    readonly foreignCodes: boolean,
  ) {}

  /** What `wx.login` gives the user; with an `appid`, good for that app only. */
  createCode(user: string, appid?: string): string {
    const code = `0${randomBytes(24).toString('base64url').replace(/[-_]/g, 'x').slice(0, 31)}`;
    this.#codes.set(code, { user, appid, expiresAt: this.clock.now() + codeLifetimeMs, used: false });
    return code;
  }

  redeemCode(code: string, appid: string): LoginResult {
    const known = this.#codes.get(code);
    if (known === undefined && this.foreignCodes) return { user: foreignUser };
    if (known === undefined || (known.appid !== undefined && known.appid !== appid)) {
      return { errcode: 40029, errmsg: 'invalid code' };
    }
    if (known.used) return { errcode: 40163, errmsg: 'code been used' };
    if (known.expiresAt <= this.clock.now()) return { errcode: 40029, errmsg: 'invalid code' };
    known.used = true;
    return { user: known.user };
  }

  openidOf(user: string, appid: string): string {
    const openid = `o${sha256(`${appid}\n${user}`).toString('base64url').slice(0, 27)}`;
    this.#byOpenid.set(openid, user);
    return openid;
  }

  /** The openid, in another app, of the person whom `openid` names. One the simulator did not make gets a person of its own. */
  openidInOtherApp(openid: string, appid: string): string {
    return this.openidOf(this.#byOpenid.get(openid) ?? `openid-${openid}`, appid);
  }

  reset(): void {
    this.#codes.clear();
    this.#byOpenid.clear();
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
