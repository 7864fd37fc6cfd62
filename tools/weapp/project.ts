import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Puts an AppID into the project config of a built package. */
export function writeAppid(folder: string, appid: string) {
  const file = path.join(folder, 'project.config.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  // DevTools builds again when the file changes.
  if (config.appid !== appid) writeJson(file, { ...config, appid });
}

/**
 * Writes the private project settings that make a development package usable in DevTools: requests to this
 * machine are let through, and a compile mode stands for each way to come back from the signing mini-program, to
 * which DevTools never really jumps.
 */
export function writePrivateConfig(folder: string) {
  writeJson(path.join(folder, 'project.private.config.json'), privateConfig);
}

/** WeChat's signing mini-program, as answers of the pre-sign name it. */
const signingAppid = 'wxbd687630cd02ce1d';
const backFromMiniProgram = 1038;

/**
 * The fields are those of WeChat's own schema for the file (miniprogram-ci 2.1.42, projectprivateconfig). It leaves
 * open what `referrerInfo` looks like: written as the app receives it. If a version of DevTools takes it
 * otherwise, a return without `extraData` is what the app sees.
 */
const privateConfig = {
  setting: { urlCheck: false },
  condition: {
    miniprogram: {
      list: [
        returnMode('返回：SUCCESS', { return_code: 'SUCCESS' }),
        returnMode('返回：FAIL', { return_code: 'FAIL' }),
        returnMode('返回：没有数据'),
      ],
    },
  },
};

function returnMode(name: string, extraData?: { return_code: string }) {
  return {
    name,
    pathName: 'pages/sign/index',
    query: '',
    launchMode: 'default',
    scene: backFromMiniProgram,
    referrerInfo: { appId: signingAppid, ...(extraData && { extraData }) },
  };
}

function writeJson(file: string, content: object) {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}
