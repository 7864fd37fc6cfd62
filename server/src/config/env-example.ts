import { declared, type Name, names } from './table';
import type { Variable } from './variable';

const head = `
把本文件复制为 .env 再填写，然后运行 npm run server（或 npm start -- --real）。填错了会一次列出所有问题。
Copy this file to .env, fill it in, and run \`npm run server\` (or \`npm start -- --real\`). Every mistake is listed at once.

只想试用不用填：npm start 使用模拟器，不读 .env。.env 已被 git 忽略，不要提交。
Nothing to fill in just to try it: \`npm start\` uses the simulator and does not read .env. Git ignores .env; keep it so.

每个变量 NAME 都可以改用 NAME_FILE 给出文件路径，两者只写一个。环境变量优先于本文件。
Instead of any NAME, NAME_FILE may give the path of a file that holds it; write one of the two. The environment wins.

本文件保存为 UTF-8。Windows 路径不要放在双引号里（其中的 \\n、\\r 会变成换行）：用单引号，或写成 C:/keys/key.pem。
Save this file as UTF-8. No double quotes around a Windows path (\\n, \\r in it become line breaks): single ones, or C:/keys/key.pem.`;

/** Of variables that are not the server's. */
const miniprogram = `${heading('上传小程序时必填 · Needed to upload the mini-program')}
# 由 npm run build 和 npm run dev:weapp 读取，后端不用。这两项没有 _FILE 形式。
# Read by \`npm run build\` and \`npm run dev:weapp\`, not by the server. These two have no _FILE form.

# 小程序访问的后端地址，一般与 PUBLIC_URL 相同：https 域名，可带路径，已备案，并加入小程序后台的“服务器域名”。
# 不设置时，npm run build 使用占位地址（不能上传），npm run dev:weapp 使用本机的 http://127.0.0.1:PORT。
# The server's address for the mini-program, usually PUBLIC_URL: an https domain, with a path or without, ICP-filed and listed
# among its server domains. Unset, \`npm run build\` uses a placeholder (not for uploads), \`npm run dev:weapp\` this machine.
# MINIPROGRAM_SERVER_URL=

# 要上传的小程序的 AppID：LOGIN_APP 为 sub 时与 SUB_APPID 相同，为 sp 时与 SP_APPID 相同。
# The AppID of the mini-program that is uploaded: SUB_APPID if LOGIN_APP is sub, SP_APPID if it is sp.
# MINIPROGRAM_APPID=`;

/** `.env.example`: every variable that somebody may set, with what it is. */
export function envExample(): string {
  const parts = [
    commented(head),
    heading('上线必填 · Needed to go live'),
    ...entries('needed'),
    miniprogram,
    heading('按需填写 · As needed'),
    ...entries('asNeeded'),
    heading('通常不用改 · Rarely changed'),
    ...entries('rarely'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function heading(title: string): string {
  return `# ---------- ${title} ----------`;
}

const entries = (section: Variable['section']) =>
  names.filter((name) => declared(name).section === section).map(entry);

function entry(name: Name): string {
  const variable = declared(name);
  const zh = variable.zh.trim().split('\n\n');
  const en = variable.en.trim().split('\n\n');
  const about = zh.map((paragraph, i) => `${paragraph}\n${en[i]}`).join('\n\n');
  const isNeeded = variable.section === 'needed';
  const value = variable.example ?? (isNeeded ? '' : String(variable.default ?? ''));
  return `${commented(about)}\n${isNeeded ? '' : '# '}${name}${variable.asFile ? '_FILE' : ''}=${value}`;
}

const commented = (text: string) => text.trim().replace(/^/gm, '# ').replace(/ +$/gm, '');
