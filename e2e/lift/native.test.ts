import { useKit } from '../kit';
import { createAppFolder } from './app-folder';
import { baseUrlOf, readGuide } from './guide';
import { createPerson, type Person } from './person';
import { runNodeCode } from './shell';

const given = useKit();
const guide = readGuide('integrate.md');
const files = guide.files('原生小程序');
const baseUrl = baseUrlOf(files.get('app.js'));
const folder = createAppFolder();
const people: Person[] = [];

beforeAll(async () => {
  for (const command of guide.commands('原生小程序')) await folder.run(command);
  folder.write(files);
});

afterAll(() => {
  for (const { phone } of people) phone.close();
  folder.remove();
});

async function personWith(jump?: () => { hides: boolean }): Promise<Person> {
  const person = await createPerson(given.kit, { package: folder.path, baseUrl, ...(jump && { jump }) });
  people.push(person);
  person.phone.coldStart();
  return person;
}

it('signs in a native app of three files and one page, on the page of the guide', async () => {
  const person = await personWith();
  const { phone } = person;
  expect(phone.page.title).toBe('免密支付');
  await person.tapOpen(false);
  await phone.waitForText('您取消了跳转，可随时再次开通');

  await person.signThere();
  phone.returnFromOtherApp({ return_code: 'SUCCESS' });
  await phone.waitForText('已开通免密支付');

  const { outContractCode, status } = await person.signing();
  expect(status).toBe('signed');
  await given.kit.event(outContractCode, 'signed');
  expect(phone.log.errors).toEqual([]);
});

it('can be finished in DevTools, which never leaves the app, with the command of the guide', async () => {
  const person = await personWith(() => ({ hides: false }));
  const { phone } = person;
  await person.tapOpen();
  await phone.waitFor(() => phone.find('我已完成，查看结果'));
  const { outContractCode } = await person.signing();
  const sign = guide.commands('微信开发者工具').find((command) => command.startsWith('node'));
  await runNodeCode(
    sign!.replace('CODE', outContractCode).replace('http://127.0.0.1:9080', given.kit.simulator.url),
  );

  // By itself, as the notification has come.
  await phone.advance(3_000);
  await phone.waitForText('已开通免密支付');
});

it('calls of wx only what the guide says that needs no privacy popup', () => {
  const listed = [...guide.text.matchAll(/`wx\.(\w+)`(?= `wx|\n)/g)].map(([, name]) => name);
  const called = people.flatMap(({ phone }) => phone.log.calls.map(({ name }) => name));
  expect(called.length).toBeGreaterThan(10);
  expect([...new Set(called)].filter((name) => !listed.includes(name))).toEqual([]);
});
