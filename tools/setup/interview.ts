import { complaintAbout, complaintAboutForm } from './complaint';
import { type Env, type Language, type Question, questions, twinOf } from './questions';

/** How a person is asked. Each answer is one that `wrong` has nothing against; undefined: they want to stop. */
export interface Prompts {
  language(): Promise<Language | undefined>;
  note(text: string): void;
  ask(question: Asked): Promise<string | undefined>;
}

export interface Asked {
  /** The variable. */
  name: string;
  /** What it is, and where it is found. */
  message: string;
  initial?: string | undefined;
  secret: boolean;
  choices?: { value: string; label: string }[] | undefined;
  /** Why this answer will not do. */
  wrong(answer: string): string | undefined;
}

export interface InterviewOptions {
  /** What is known, from the file and the environment. */
  env: Env;
  prompts: Prompts;
  language: Language;
  /** Keeps an answer at once: nothing is lost when somebody stops. */
  keep(name: string, value: string): void;
}

const isSet = (env: Env, { name }: Question) => {
  const base = name.replace(/_FILE$/, '');
  return Boolean(env[base] || env[`${base}_FILE`]);
};

/** Which are to be asked: what is not set, and what is set and will not do. @param required leaves out what may be left out */
export function openQuestions(env: Env, { required }: { required: boolean }): Question[] {
  return questions.filter((question) => {
    if (question.applies && !question.applies(env)) return false;
    if (complaintAbout(question.name, env, 'zh') !== undefined) return true;
    return !isSet(env, question) && !(required && question.optional);
  });
}

/**
 * Asks for what is missing, and for what will not do, one after the other.
 * @returns whether everything was answered
 */
export async function interview({ env: known, prompts, language, keep }: InterviewOptions): Promise<boolean> {
  const env = { ...known };
  const kept = questions.filter(
    (question) => isSet(env, question) && !complaintAbout(question.name, env, language),
  );
  if (kept.length > 0)
    prompts.note(
      keeping(
        kept.map(({ name }) => name),
        language,
      ),
    );
  for (const question of questions) {
    if (question.applies && !question.applies(env)) continue;
    const complaint = complaintAbout(question.name, env, language);
    if (isSet(env, question) && complaint === undefined) continue;
    const answer = await prompts.ask(asked(question, env, language, complaint));
    if (answer === undefined) return false;
    if (answer === '') continue;
    // What was given in the other way stands in its way.
    env[twinOf(question.name)] = undefined;
    env[question.name] = answer;
    keep(question.name, answer);
  }
  return true;
}

function asked(question: Question, env: Env, language: Language, complaint: string | undefined): Asked {
  const { name, optional = false, secret = false, choices } = question;
  const suggested = question.initial?.(env);
  const isGood = suggested && !complaintAbout(name, { ...env, [name]: suggested }, language);
  const initial = isGood ? suggested : undefined;
  const now =
    complaint !== undefined &&
    isSet(env, question) &&
    (language === 'zh' ? `现在的值不能用：${complaint}` : `What is set will not do: ${complaint}`);
  return {
    name,
    message: [question[language], now, optional && leavingOut(initial !== undefined, language)]
      .filter(Boolean)
      .join('\n'),
    initial,
    secret,
    choices: choices?.map((choice) => ({ value: choice.value, label: choice[language] })),
    wrong(answer) {
      if (answer === '')
        return optional ? undefined : language === 'zh' ? '这一项要填。' : 'This one is needed.';
      return (
        complaintAboutForm(answer, language) ??
        complaintAbout(name, { ...env, [twinOf(name)]: undefined, [name]: answer }, language)
      );
    },
  };
}

function leavingOut(isSuggested: boolean, language: Language): string {
  if (isSuggested)
    return language === 'zh' ? '不填就清空，再回车。' : 'Clear it and press Enter if you have none.';
  return language === 'zh' ? '没有就直接回车。' : 'Enter alone if you have none.';
}

const keeping = (names: string[], language: Language) =>
  language === 'zh'
    ? `已经填好，保留：${names.join('、')}。要改就直接编辑 .env。`
    : `Set already, and kept: ${names.join(', ')}. To change one, edit .env.`;
