import { useKit } from '../kit';
import { createAppFolder } from './app-folder';
import { baseUrlOf, readGuide } from './guide';
import { createPerson, type Person } from './person';
import { buildTaroApp, checkTypes, makeTaroApp } from './taro-app';

const given = useKit();
const guide = readGuide('integrate.md');
const files = guide.files('Taro');
const folder = createAppFolder();
let person: Person;

beforeAll(async () => {
  makeTaroApp(folder);
  for (const command of guide.commands('Taro')) await folder.run(command);
  folder.write(files);
  const baseUrl = baseUrlOf(files.get('src/contract-signing.ts'));
  person = await createPerson(given.kit, { package: await buildTaroApp(folder), baseUrl });
});

afterAll(() => {
  person?.phone.close();
  folder.remove();
});

beforeEach(() => person.phone.coldStart());

it('leaves nothing to a strict compiler to complain of', async () => {
  await checkTypes(folder);
});

it('leaves nothing to complain of in an app with a login of its own, either', async () => {
  const own = 'src/contract-signing.ts';
  folder.write([[own, guide.files('你自己的登录').get(own)!]]);
  await checkTypes(folder).finally(() => folder.write([[own, files.get(own)!]]));
});

it('signs in a fresh Taro app, on the page of the guide, also when the app was killed meanwhile', async () => {
  const { phone } = person;
  await phone.waitForText('首页');
  // At the launch, and not first when the signing page is opened.
  await phone.waitFor(() => phone.log.named('request').some(({ params }) => isLogin(params)));
  phone.tap('去开通');
  await person.tapOpen(false);
  await phone.waitForText('您取消了跳转，可随时再次开通');

  const jump = await person.signThere();
  expect(jump).toMatchObject({ appId: 'wxbd687630cd02ce1d', path: 'pages/PwdExemptContract/index' });
  const { outContractCode } = await person.signing();
  phone.kill();
  phone.coldStart();
  // Nobody has opened the signing page yet: this is resumePendingSigning.
  await phone.waitForText('首页');
  await phone.waitFor(() => phone.log.named('request').some(({ params }) => isReturn(params)));
  phone.tap('去开通');
  await phone.waitForText('已开通免密支付');

  await given.kit.event(outContractCode, 'signed');
  expect(await person.signing()).toMatchObject({ outContractCode, status: 'signed' });
  expect(phone.log.errors).toEqual([]);
});

const isReturn = (params: unknown) => (params as { url: string }).url.endsWith('/return');
const isLogin = (params: unknown) => (params as { url: string }).url.endsWith('/api/login');
