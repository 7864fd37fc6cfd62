import type { Problem, Text } from './problems';

/** What a check makes of a value: the parsed value, with what is odd about it though it is used; or what is wrong with it. */
export type Checked<T> = { value: T; odd?: Fault } | Fault;

/** What is wrong with a value, and what to do. */
type Fault = Pick<Problem, 'problem' | 'fix'>;

/** @param others what other variables say, for the few values that depend on them */
export type Check<T> = (value: string, others: Others) => Checked<T>;

/** What is known of the variables that were read before. */
export interface Others {
  production: boolean;
  /** Whether it is WeChat Pay itself, not a simulator on this machine; not known, and false, when the address is wrong. */
  real: boolean;
  /** The same of WeChat's login. */
  realLogin: boolean;
  /** Users may log in to the merchant's own back end, which gets their tokens by the service API. */
  ownLogin: boolean;
  port?: number | undefined;
  /** The provider's. */
  mchid?: string | undefined;
}

/** All that is to be said of a variable: loading, `.env.example` and whoever speaks of it go by this. */
export interface Variable<T = unknown> {
  check: Check<T>;
  /** What holds when it is not set. */
  default?: T | ((others: Others) => T);
  /** It must be set; this ends the sentence for someone who has not. Otherwise it may be left out. */
  missing?: Text;
  /** It may be left out all the same where users log in to the merchant's own back end. */
  unlessOwnLogin?: true;
  /**
   * What it is and where its value is found: lines of `.env.example`, as long as they are there. A blank line parts
   * paragraphs, of which both languages have as many.
   */
  zh: string;
  en: string;
  secret?: true;
  /**
   * `provider`: how the service provider is known to WeChat Pay, and WeChat Pay to it; `merchant`: the sub-merchant and its
   * mini-program; `simulator`: of use beside the simulator only; `server`: how this server runs, whoever it works for.
   */
  whose: 'server' | 'provider' | 'merchant' | 'simulator';
  /** Where in `.env.example` it is; absent when nobody sets it by hand. */
  section?: 'needed' | 'asNeeded' | 'rarely';
  /** What `.env.example` shows as its value, if not the default. */
  example?: string;
  /** Mostly given as `NAME_FILE`, and so shown. */
  asFile?: true;
  /** Never from a file: there is no `NAME_FILE`. */
  plain?: true;
}
