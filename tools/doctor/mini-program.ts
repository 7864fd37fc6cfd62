import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bad, type Check, ok, unknown, type Verdict } from '@contract-kit/server/doctor';
import { root } from '../bootstrap/root.mjs';
import { placeholderUrl, uploadComplaints } from '../weapp/settings';

const text = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const page = text('mp.weixin.qq.com，开发管理', 'mp.weixin.qq.com: 开发管理');
const weapp = path.join(root, 'miniprogram/dist');

/** Whether the mini-program that is uploaded is the one that users log in to. */
const appid: Check = {
  id: 'miniprogram-appid',
  name: '小程序 AppID',
  async look({ env, config }) {
    const complaint = complaintOn('MINIPROGRAM_APPID', env);
    if (complaint) return complaint;
    const given = env.MINIPROGRAM_APPID!.trim();
    const known = config!.merchants.map(({ loginApp, subAppid }) =>
      loginApp === 'sub' ? subAppid : config!.spAppid,
    );
    if (known.includes(given))
      return ok(
        'MINIPROGRAM_APPID 就是用户登录的小程序。',
        'MINIPROGRAM_APPID is the app that users log in to.',
      );
    return bad(
      text(
        'MINIPROGRAM_APPID 不是用户登录的小程序，登录会失败。',
        'MINIPROGRAM_APPID is not the app that users log in to: logins would fail.',
      ),
      text(
        'LOGIN_APP 为 sub 时填 SUB_APPID 的值，为 sp 时填 SP_APPID 的值。',
        'Give the value of SUB_APPID if LOGIN_APP is sub, of SP_APPID if it is sp.',
      ),
      page,
    );
  },
};

/** Which domain is to be listed: only the mini-program's administrator sees whether it is. */
const domain: Check = {
  id: 'miniprogram-domain',
  name: '服务器域名',
  async look({ env }) {
    const complaint = complaintOn('MINIPROGRAM_SERVER_URL', env);
    if (complaint) return complaint;
    const { origin } = new URL(env.MINIPROGRAM_SERVER_URL!.trim());
    return unknown(
      text(
        `登记了没有从这里查不到，应有 ${origin} 。`,
        `What is listed cannot be seen from here; it should have ${origin} .`,
      ),
      text(
        '把它加进小程序后台“服务器域名”的 request 合法域名。',
        'Add it to the request domains (服务器域名) of the mini-program.',
      ),
      page,
    );
  },
};

/** Whether the package that was built asks this server. */
const built: Check = {
  id: 'miniprogram-package',
  name: '小程序包',
  async look({ env }) {
    const rebuild = text(
      '运行 npm run build -- --upload，再上传。',
      'Run npm run build -- --upload, and upload that.',
    );
    if (!existsSync(path.join(weapp, 'app.json')))
      return unknown(text('还没有构建 miniprogram/dist。', 'miniprogram/dist is not built yet.'), rebuild);
    const code = scriptsIn(weapp);
    const address = env.MINIPROGRAM_SERVER_URL?.trim().replace(/\/+$/, '');
    if (address && code.some((script) => script.includes(address)))
      return ofApp(env.MINIPROGRAM_APPID?.trim(), rebuild);
    if (!address)
      return unknown(
        text(
          '没有设置 MINIPROGRAM_SERVER_URL，没有地址可以比较。',
          'MINIPROGRAM_SERVER_URL is not set: there is no address to look for.',
        ),
        rebuild,
      );
    const isPlaceholder = code.some((script) => script.includes(placeholderUrl));
    return bad(
      isPlaceholder
        ? text(
            'miniprogram/dist 里的后端地址是占位地址。',
            'The server in miniprogram/dist is a placeholder.',
          )
        : text(
            'miniprogram/dist 里没有 MINIPROGRAM_SERVER_URL 这个地址。',
            'The address in MINIPROGRAM_SERVER_URL is not in miniprogram/dist.',
          ),
      rebuild,
    );
  },
};

function ofApp(appid: string | undefined, rebuild: ReturnType<typeof text>): Verdict {
  const config = JSON.parse(readFileSync(path.join(weapp, 'project.config.json'), 'utf8')) as {
    appid?: string;
  };
  if (appid === undefined || config.appid === appid)
    return ok(
      'miniprogram/dist 连的是 MINIPROGRAM_SERVER_URL。',
      'miniprogram/dist asks the server of MINIPROGRAM_SERVER_URL.',
    );
  return bad(
    text(
      'miniprogram/dist 里的 AppID 不是 MINIPROGRAM_APPID。',
      'The AppID in miniprogram/dist is not MINIPROGRAM_APPID.',
    ),
    rebuild,
  );
}

/** Not set is no mistake yet: they are for the upload. */
function complaintOn(name: string, env: Record<string, string | undefined>): Verdict | undefined {
  const complaint = uploadComplaints(env).find((one) => one.name === name);
  if (!complaint) return undefined;
  const what = text(`${name}：${complaint.zh}`, `${name}: ${complaint.en}`);
  return env[name]?.trim() ? { mark: 'bad', reason: what } : unknown(what);
}

const scriptsIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));

export const miniProgram: readonly Check[] = [appid, domain, built];
