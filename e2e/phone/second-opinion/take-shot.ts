import { texts } from '@contract-kit/miniprogram/texts';
import { Phone, type ViewNode } from '@contract-kit/phone/runtime/node';
import { placeholderUrl } from '../../../tools/weapp/settings';
import { merchantAppId } from '../../kit/phone';
import { startServer } from './answers';
import type { State } from './states';

/** What the user has chosen on the phone, and what the phone is like. */
export interface Look {
  language: 'zh_CN' | 'en';
  theme: 'light' | 'dark';
  fontSizeScaleFactor: number;
  safeAreaBottom: number;
}

export const textsOf = (language: Look['language']) => texts[language === 'en' ? 'en' : 'zh-CN'];

/** A page at one moment: all that is needed to draw it. */
export interface Shot {
  path: string;
  data: Record<string, unknown>;
  look: Look;
}

/** Brings a page into a state, and takes its data. */
export async function takeShot(folder: string, path: string, state: State, look: Look): Promise<Shot> {
  const server = await startServer(state.answers);
  const phone = new Phone({
    package: folder,
    appId: merchantAppId,
    device: look,
    origins: { [placeholderUrl]: server.url },
    login: async () => ({ code: 'a-code' }),
  });
  try {
    await play(phone, path, state, look);
    // The app goes on writing to it, in a world of its own.
    const data = JSON.parse(JSON.stringify(phone.page.data)) as Shot['data'];
    expect({ path: phone.page.path, errors: phone.log.errors }).toEqual({ path, errors: [] });
    return { path, data, look };
  } finally {
    phone.close();
    await server.close();
  }
}

async function play(phone: Phone, path: string, state: State, { language }: Look): Promise<void> {
  const t = textsOf(language);
  const { enter, isOffline, endingOf, first, does, shows, isBusy } = state;
  if (isOffline) phone.setOnline(false);
  // As the app itself keeps it.
  const kept = { data: { terminating: { [endingOf ?? '']: t.terminateRemark } } };
  if (endingOf) phone.storage.set(`contract-kit:${placeholderUrl}`, JSON.stringify(kept));
  phone.coldStart({ ...enter, path });
  if (first) await phone.waitForText(t[first]);
  await does?.(phone, t);
  await phone.waitFor(() => phone.findAll((node) => says(node, t[shows])).length > 0);
  if (isBusy) await phone.waitFor(() => phone.findAll(({ attributes }) => !!attributes.loading).length > 0);
}

const says = ({ text, attributes }: ViewNode, words: string) =>
  text.includes(words) || attributes['aria-label'] === words;
