import { z } from 'zod';
import type { Config, Merchant } from '../config/config';
import { loginAppid } from '../config/login-appid';
import type { User } from '../store';

/** The merchant that a user signs with; undefined when it is no longer configured. */
export function merchantOf(
  config: Config,
  { appId, subMchid }: Pick<User, 'appId' | 'subMchid'>,
): Merchant | undefined {
  return config.merchants.find(
    (merchant) => merchant.subMchid === subMchid && loginAppid(config, merchant) === appId,
  );
}

/** Whom a back end of the merchant's names. */
export interface NamedUser {
  /** The app of the user's openid: `SUB_APPID`, or `SP_APPID` where users log in to the provider's. */
  appId: string;
  openid: string;
  /** May be left out where the app has one sub-merchant only. */
  subMchid?: string | undefined;
  /** The merchant's own name for the user or the order: up to 64 printable characters. It comes back in events. */
  reference?: string | undefined;
}

const textForm =
  '应为 1 到 128 个字母、数字、_ 或 - 的字符串。It must be a string of 1 to 128 letters, digits, _ or -.';
const referenceForm =
  '应为 1 到 64 个可见字符的字符串；数字的用户号请写成 String(id)。' +
  'It must be a string of 1 to 64 printable characters; write a numeric id as String(id).';

const text = z.string(textForm).regex(/^[\w-]{1,128}$/, textForm);
/** What an application's own code has to give: without an openid, say, all its users would be one. */
export const namedUserSchema = z.object({
  appId: text,
  openid: text,
  subMchid: text.optional(),
  reference: z
    .string(referenceForm)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u, referenceForm)
    .optional(),
});

/** The user who is meant; or why nobody is: no merchant is configured so, or the name leaves a choice. */
export function userNamed(config: Config, named: NamedUser): User | 'unknown' | 'ambiguous' {
  const { appId, openid, subMchid, reference } = named;
  const [merchant, ...others] = config.merchants.filter(
    (each) => loginAppid(config, each) === appId && (subMchid === undefined || each.subMchid === subMchid),
  );
  if (!merchant) return 'unknown';
  if (others.length > 0) return 'ambiguous';
  return { appId, openid, subMchid: merchant.subMchid, ...(reference !== undefined && { reference }) };
}
