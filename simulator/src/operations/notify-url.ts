import { isIP, isIPv4 } from 'node:net';

/** Why WeChat Pay would not take the address for notifications, or undefined: https://pay.weixin.qq.com/docs/partner/development/practices/notification-considerations.html */
export function notifyUrlProblem(value: string): string | undefined {
  if (value.length > 256) return '超过256个字符';
  if (!/^[\x21-\x7e]+$/.test(value) || !URL.canParse(value)) return '不是合法的URL';
  const url = new URL(value);
  if (value.includes('?') || value.includes('#')) return '不能携带参数';
  if (url.username !== '' || url.password !== '') return '不能携带用户名或密码';
  if (url.pathname === '/') return '应为完整路径，不能只是域名';
  if (isLoopback(url)) return ['http:', 'https:'].includes(url.protocol) ? undefined : '必须是https';
  if (url.protocol !== 'https:') return '必须是https（模拟器仅对本机地址允许http）';
  if (isPrivateAddress(url.hostname)) return '不能是内网地址';
  return undefined;
}

/** Whether the host is this machine: the only place the simulator sends notifications to. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname;
  return host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}

function isPrivateAddress(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) === 6) return /^(::|f[cd]|fe[89ab])/i.test(address);
  return isIPv4(address) && /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168)\./.test(address);
}
