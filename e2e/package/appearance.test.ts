import { agreement } from '@contract-kit/miniprogram/agreement';
import { texts } from '@contract-kit/miniprogram/texts';
import type { Phone } from '@contract-kit/phone/runtime/node';
import { callsTo, usePackage } from './kit';

const given = usePackage();
const { user } = given;

/** The page's outermost element. */
const ground = (phone: Phone) =>
  phone.page.root.children.flatMap(function inner(node): (typeof node)[] {
    return node.attributes.class ? [node] : node.children.flatMap(inner);
  })[0]!.attributes as { class: string; style: string };

const languages = [
  ['zh_CN', 'zh-CN'],
  ['zh_TW', 'zh-CN'],
  ['zh_HK', 'zh-CN'],
  ['en', 'en'],
  ['ja', 'en'],
] as const;

it.concurrent.each(languages)(
  'speaks to a phone in %s in %s, titles and all, and so does the server',
  async (language, spoken) => {
    const { phone, server } = await user({ device: { language } });
    const t = texts[spoken];
    await given.kit.contract(server);
    phone.coldStart();
    await phone.waitForText(t.signedNote);
    expect(phone.page.title).toBe(t.signTitle);
    expect(phone.text).toContain(agreement[spoken].merchantName);
    phone.tap(t.viewContracts);
    await phone.waitForText(t.contractSigned);
    expect(phone.page.title).toBe(t.contractsTitle);
    expect(new Set(callsTo(phone).map(({ header }) => header['Accept-Language']))).toEqual(new Set([spoken]));
    // Nothing of the other language.
    const others = spoken === 'en' ? /\p{Script=Han}/u : /[a-z]{3,} [a-z]{3,}/i;
    expect(phone.text.replace((await server.current()).body.displayAccount, '')).not.toMatch(others);
  },
);

it.concurrent('is dark when WeChat is, also when that changes', async () => {
  const { phone, open } = await user({ device: { theme: 'dark' } });
  await open();
  expect(ground(phone).class).toMatch(/\bdark\b/);
  phone.setDevice({ theme: 'light' });
  await phone.waitFor(() => !/\bdark\b/.test(ground(phone).class));
  phone.setDevice({ theme: 'dark' });
  await phone.waitFor(() => /\bdark\b/.test(ground(phone).class));
});

it.concurrent("enlarges its text as WeChat's own is", async () => {
  const { phone, open } = await user({ device: { fontSizeScaleFactor: 1.4 } });
  await open();
  expect(ground(phone).style).toMatch(/--scale: ?1\.4\b/);
});
