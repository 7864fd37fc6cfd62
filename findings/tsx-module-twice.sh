#!/bin/sh
# Finding: tsx 4.23.15 with `tsx/cjs/api` on Node 20. A module of plain JavaScript (.mjs) that has been imported already is loaded a
# second time when TypeScript that runs as CommonJS imports it: two instances of all that it holds, so that `instanceof` says no
# to an error of the very class that it asks for. A program that is started in .mjs and goes on in .ts meets that at once.
# Seen on Node 20; the script looks at no other.
# Needs node 20 and npm. Fails when the behaviour changes.
set -eu
case "$(node --version)" in v20.*) ;; *)
  echo 'needs node 20' >&2
  exit 2
  ;;
esac
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true,"dependencies":{"tsx":"4.23.15"}}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts
cat >problem.mjs <<'JS'
console.log('loaded');
export class Problem extends Error {}
JS
cat >work.ts <<'TS'
import { Problem } from './problem.mjs';
export const work = (): never => {
  throw new Problem('of work.ts');
};
TS
cat >main.mjs <<'JS'
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';
import { Problem } from './problem.mjs';

register();
const { work } = createRequire(import.meta.url)('./work.ts');
try {
  work();
} catch (error) {
  console.log('instanceof:', error instanceof Problem, error.constructor.name);
}
JS
said=$(node main.mjs)
echo "$said"
if [ "$said" != "$(printf 'loaded\nloaded\ninstanceof: false Problem')" ]; then
  echo 'CHANGED: the module is loaded once' >&2
  exit 1
fi
echo 'as found: the module is there twice'
