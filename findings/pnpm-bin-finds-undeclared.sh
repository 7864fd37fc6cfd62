#!/bin/sh
# Finding: pnpm 10.34.9 and jest 30.5.2. A test that requires a package which nothing declares passes when jest is started by the
# command that pnpm puts into node_modules/.bin (as npx does), and fails when the same jest is started as `node jest.js`: the
# command sets NODE_PATH to pnpm's folder of everything, which jest's resolver reads. So a missing dependency shows only to those
# who start jest without that command, such as a script of one's own.
# Needs node and npm. Fails when the behaviour changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true,"devDependencies":{"jest":"30.5.2"}}' >package.json
printf "packages: ['.']\n" >pnpm-workspace.yaml
npx -y pnpm@10.34.9 install --silent --ignore-scripts
# Jest itself depends on it; this project does not.
printf "test('finds it', () => { require('slash'); });\n" >one.test.js
outcome() { if "$@" >out.txt 2>&1; then echo passed; else echo failed; fi; }
by_command=$(outcome node_modules/.bin/jest --no-cache)
by_node=$(outcome node node_modules/jest/bin/jest.js --no-cache)
grep -m1 'Cannot find module' out.txt || true
echo "node_modules/.bin/jest: $by_command; node node_modules/jest/bin/jest.js: $by_node"
if [ "$by_command $by_node" != 'passed failed' ]; then
  echo 'CHANGED: both agree' >&2
  exit 1
fi
echo 'as found: the command of pnpm finds what nobody has declared'
