import { isIP } from 'node:net';
import { Problem } from '../bootstrap/terminal.mjs';
import { envWithFile } from '../settings';

export interface WeappSettings {
  /** The merchant's server: origin and path, without a slash at its end. */
  serverUrl: string;
  /** Of the mini-program, or what DevTools takes for none. */
  appid: string;
}

/** A name that can never be registered: the server's address in a package that was built without one. */
export const placeholderUrl = 'https://merchant.invalid';

const touristAppid = 'touristappid';

/**
 * What MINIPROGRAM_SERVER_URL and MINIPROGRAM_APPID say, from the environment or .env.
 * @param options `serverUrl`: when none is given; `forUpload`: both must be given, and the address be one that phones can reach
 * @throws {Problem} that lists everything that is wrong
 */
export function weappSettings({
  serverUrl = placeholderUrl,
  forUpload = false,
  env = envWithFile(),
}: {
  serverUrl?: string;
  forUpload?: boolean;
  env?: NodeJS.ProcessEnv;
} = {}): WeappSettings {
  const given = read(env, forUpload ? '' : serverUrl);
  const complaints = complaintsAbout(given, forUpload);
  if (complaints.length > 0) throw problemOf(complaints, forUpload);
  return { serverUrl: given.serverUrl.replace(/\/+$/, ''), appid: given.appid };
}

/** What is wrong with the two for an upload. */
export const uploadComplaints = (env: NodeJS.ProcessEnv): Complaint[] => complaintsAbout(read(env, ''), true);

const read = (env: NodeJS.ProcessEnv, serverUrl: string): WeappSettings => ({
  serverUrl: env.MINIPROGRAM_SERVER_URL?.trim() || serverUrl,
  appid: env.MINIPROGRAM_APPID?.trim() || touristAppid,
});

function complaintsAbout({ serverUrl, appid }: WeappSettings, forUpload: boolean): Complaint[] {
  const url = parse(serverUrl);
  return [
    ...urlRules.filter((rule) => (forUpload || !rule.forUpload) && rule.broken(serverUrl, url)),
    ...appidRules.filter((rule) => (forUpload || !rule.forUpload) && rule.broken(appid)),
  ];
}

export interface Complaint {
  name: string;
  forUpload?: boolean;
  zh: string;
  en: string;
}

const urlRules: (Complaint & { broken: (value: string, url: URL | undefined) => boolean })[] = [
  {
    name: 'MINIPROGRAM_SERVER_URL',
    forUpload: true,
    broken: (value) => value === '',
    zh: '没有设置。请填商户后端的公网 https 地址，一般与 PUBLIC_URL 相同。',
    en: "It is not set. Give the server's public https address, usually the same as PUBLIC_URL.",
  },
  {
    name: 'MINIPROGRAM_SERVER_URL',
    broken: (value, url) => value !== '' && (!url || /[?#@]/.test(value)),
    zh: '不是有效的地址。应为 https://域名，可带路径，不带参数、# 片段和账号密码。',
    en: 'It is not https://domain, with a path or without, but no query, fragment or credentials.',
  },
  {
    name: 'MINIPROGRAM_SERVER_URL',
    forUpload: true,
    broken: (_, url) => url !== undefined && url.protocol !== 'https:',
    zh: '必须使用 https，手机上的微信不接受 http。',
    en: 'It must be https: WeChat on a phone takes no http.',
  },
  {
    name: 'MINIPROGRAM_SERVER_URL',
    forUpload: true,
    broken: (_, url) => url !== undefined && !isPublic(url.hostname),
    zh: '不是公网域名，手机访问不到。请填已备案、并加入小程序后台“服务器域名”的域名。',
    en: 'It is no public domain. Give one that is ICP-filed and listed among the server domains of the mini-program.',
  },
];

const appidRules: (Complaint & { broken: (value: string) => boolean })[] = [
  {
    name: 'MINIPROGRAM_APPID',
    forUpload: true,
    broken: (value) => value === touristAppid,
    zh: '没有设置真实的 AppID。请到微信公众平台的“开发管理”里查看，以 wx 开头。',
    en: 'No real AppID is set. The WeChat platform shows yours under development settings; it starts with wx.',
  },
  {
    name: 'MINIPROGRAM_APPID',
    broken: (value) => value !== touristAppid && !/^wx[0-9a-z]{16}$/.test(value),
    zh: '格式不对：应为 wx 加 16 位小写字母或数字。',
    en: 'It is no AppID, which is wx and 16 lower-case letters or digits.',
  },
];

function parse(value: string) {
  if (/[\s\\]/.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return /^https?:$/.test(url.protocol) ? url : undefined;
}

/** For tests, examples and local networks: RFC 2606, 6761, 6762, 8375, and what routers use. */
const reserved =
  /(^|\.)(localhost|invalid|test|example|example\.(com|net|org)|local|lan|internal|home\.arpa)$/;

/** @param hostname of a URL */
function isPublic(hostname: string) {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return isIP(host) === 0 && host.includes('.') && !reserved.test(host);
}

function problemOf(complaints: Complaint[], forUpload: boolean) {
  const list = complaints.map(({ name, zh, en }) => `  ${name}\n    ${zh}\n    ${en}`).join('\n');
  const [zh, en] = forUpload
    ? ['现在还不能上传', 'Not ready for an upload']
    : ['小程序没有构建', 'The mini-program was not built'];
  return new Problem(
    `${zh}：请在 .env 或环境变量里改正下面 ${complaints.length} 处。\n${list}`,
    `${en}: correct what is listed above in .env or in the environment.`,
  );
}
