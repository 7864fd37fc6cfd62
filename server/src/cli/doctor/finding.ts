import { type Text, text } from '../../config';
import type { Context } from './context';

/** `unknown`: it could not be found out, or nobody but WeChat Pay can. */
export type Mark = 'ok' | 'bad' | 'unknown';

/** What was found of one credential or setting. No configured value is in it, nor anything of an answer but its codes. */
export interface Verdict {
  mark: Mark;
  reason: Text;
  /** What to do. */
  remedy?: Text;
  /** Where to do it: a page of WeChat's or WeChat Pay's. */
  page?: Text;
}

export interface Finding extends Verdict {
  /** Of the check: what `--only` takes. */
  id: string;
  /** The same in Chinese. */
  name: string;
}

export interface Check extends Pick<Finding, 'id' | 'name'> {
  /** It goes without a configuration that holds. */
  alone?: true;
  look(context: Context): Promise<Verdict | Verdict[]>;
}

export const ok = (zh: string, en: string): Verdict => ({ mark: 'ok', reason: text(zh, en) });

/** @param remedy Chinese and English */
export const bad = (reason: Text, remedy: Text, page?: Text): Verdict => ({
  mark: 'bad',
  reason,
  remedy,
  ...(page && { page }),
});

export const unknown = (reason: Text, remedy?: Text, page?: Text): Verdict => ({
  mark: 'unknown',
  reason,
  ...(remedy && { remedy }),
  ...(page && { page }),
});
