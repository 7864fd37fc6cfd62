import { statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../bootstrap/root.mjs';
import { green, say } from '../bootstrap/terminal.mjs';
import { readOptions } from '../options';
import { pack } from '../pack/pack';
import { products } from '../pack/products';

/** Writes the tarballs that others install: the server, the signing core, the simulator. */
export async function run(args: string[]): Promise<number> {
  const { to } = readOptions('npm run pack', args, { to: { type: 'string' } });
  // npm runs us in the project's folder and says where the user was.
  const folder =
    to === undefined ? path.join(root, 'packages') : path.resolve(process.env.INIT_CWD ?? root, to);
  say('正在打包，约 20 秒……', 'Packing; about 20 s.');
  for (const product of products) {
    const file = await pack(product, folder);
    const kilobytes = Math.ceil(statSync(file).size / 1000);
    say(`${green('✓')} ${path.relative(root, file)}  ${kilobytes} kB`);
  }
  say('安装：npm install 文件', 'Install one with: npm install FILE');
  return 0;
}
