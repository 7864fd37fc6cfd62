import { ConfigError, loadConfig } from '@contract-kit/server';
import { uploadComplaints } from '../weapp/settings';
import type { Env, Language } from './questions';

/** What is wrong with one variable among the others, as the start and the upload would say it; undefined when nothing is. */
export function complaintAbout(name: string, env: Env, language: Language): string | undefined {
  if (name.startsWith('MINIPROGRAM_')) {
    // They are for the upload, and may wait.
    if (!env[name]?.trim()) return undefined;
    const complaint = uploadComplaints(env as NodeJS.ProcessEnv).find((each) => each.name === name);
    return complaint?.[language];
  }
  const problem = problemsOf(env).find((each) => !each.missing && baseOf(each.name) === baseOf(name));
  if (!problem) return undefined;
  const words = language === 'zh' ? ('zh-CN' as const) : ('en' as const);
  return `${problem.problem[words]}${language === 'en' ? ' ' : ''}${problem.fix[words]}`;
}

/** Why an answer cannot stand in a `.env` at all; undefined when it can. */
export function complaintAboutForm(value: string, language: Language): string | undefined {
  if (!/[\r\n]/.test(value) && !(value.includes("'") && value.includes('`'))) return undefined;
  return language === 'zh' ? "不能有换行，也不能同时有 ' 和 `。" : "No line breaks, and not both ' and `.";
}

function problemsOf(env: Env): ConfigError['problems'] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
}

const baseOf = (name: string) => name.replace(/_FILE$/, '');
