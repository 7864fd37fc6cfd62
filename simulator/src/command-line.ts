import { parseArgs } from 'node:util';
import { type EnvFormat, envFormats } from './print-env';

export interface CommandLine {
  help: boolean;
  /** 0: a free one. */
  port: number;
  keysDir: string | undefined;
  printEnv: EnvFormat | undefined;
}

/** What was said to the command is not what it takes; the message says what it does, in both languages. */
export class UsageError extends Error {}

const options = {
  port: { type: 'string' },
  keys: { type: 'string' },
  'print-env': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const formats = envFormats.join('|');
const known = ['--port N', '--keys DIR', `--print-env ${formats}`, '--help'];

export const help = `wechatpay-simulator：在本机代替微信支付（免密支付签约）和微信登录，只监听 127.0.0.1

用法：wechatpay-simulator [选项]
  --port N            端口，默认 9080；0 为任意空闲端口。也可用环境变量 SIMULATOR_PORT
  --keys 目录         密钥和证书的目录，首次启动时生成；默认 .simulator/keys
  --print-env 格式    启动后把商户服务器所需的环境变量写到标准输出（日志改写到标准错误），然后继续运行。
                      dotenv：.env 文件；json；export：供 sh 读取
  --help              显示这些说明
例：wechatpay-simulator --port 9080 --print-env dotenv > .env

wechatpay-simulator: stands in for WeChat Pay (password-free contracts) and WeChat login, on this machine only

Usage: wechatpay-simulator [options]
  --port N            default 9080; 0 takes a free one. SIMULATOR_PORT does the same
  --keys DIR          folder of the keys and certificates, made on first start; default .simulator/keys
  --print-env FORMAT  writes the variables that a merchant's server needs to standard output, the log to standard error, and
                      goes on. dotenv: a file .env; json; export: for sh to read
  --help              shows this`;

/** @throws {UsageError} */
export function readCommandLine(args: string[], env: NodeJS.ProcessEnv): CommandLine {
  const values = parse(args);
  const format = values['print-env'];
  if (format !== undefined && !isFormat(format)) throw unknown(`--print-env ${format}`);
  if (values.keys === '') throw unknown('--keys ""');
  return {
    help: values.help ?? false,
    port: portOf(values.port ?? (env.SIMULATOR_PORT || '9080')),
    keysDir: values.keys,
    printEnv: format,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch {
    throw unknown(wrongOne(args));
  }
}

/** The first argument that is no option, or not with a value as it should be. */
function wrongOne(args: string[]): string {
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const wrong = tokens.find((token) => {
    if (token.kind !== 'option') return token.kind === 'positional';
    const option = Object.entries(options).find(([name]) => name === token.name)?.[1];
    return (token.value === undefined ? 'boolean' : 'string') !== option?.type;
  });
  return (wrong && args[wrong.index]) ?? args.join(' ');
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new UsageError(
    `--port（或 SIMULATOR_PORT）应为 0 到 65535 的整数，收到的是 ${text}。\n` +
      `--port (or SIMULATOR_PORT) must be an integer from 0 to 65535, not ${text}.`,
  );
}

const isFormat = (text: string): text is EnvFormat => envFormats.some((format) => format === text);

const unknown = (got: string) =>
  new UsageError(
    `wechatpay-simulator 的选项只有 ${known.join('、')}，收到的是 ${got}。\n` +
      `wechatpay-simulator takes ${known.join(', ')} and nothing else, not ${got}.`,
  );
