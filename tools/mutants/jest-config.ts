import { createRequire } from 'node:module';
import path from 'node:path';
import { startNode } from '../processes/processes';

type Options = Record<string, unknown>;
interface Project extends Options {
  displayName?: string;
}

/** Of a test file: where it is, and the project of jest's that it belongs to, if there are any. */
export interface TestFile {
  tree: string;
  file: string;
  project: string | undefined;
}

const loadFile = createRequire(__filename);

/** @returns the projects as objects, each with the folder that it is about; of a tree without any, all of it as one */
function read(tree: string): { common: Options; projects: Project[] } {
  const { projects, ...common } = loadFile(path.join(tree, 'jest.config.cjs')) as Options & {
    projects?: (string | Project)[];
  };
  if (!projects) return { common: {}, projects: [{ ...common, rootDir: tree }] };
  return {
    common: JSON.parse(JSON.stringify(common).replaceAll('<rootDir>', tree)),
    projects: projects.map((project) => {
      if (typeof project !== 'string') return { ...project, rootDir: tree };
      const rootDir = project.replace('<rootDir>', tree);
      return { ...(loadFile(path.join(rootDir, 'jest.config.cjs')) as Project), rootDir };
    }),
  };
}

/**
 * One configuration for test files of several copies of the repository: starting jest takes longer than many a test.
 * What one of them compiles serves all.
 */
export function configFor(files: TestFile[]): Options {
  const wanted = new Map<string, Project>();
  for (const { tree, project } of files) {
    const found = read(tree).projects.find(({ displayName }) => displayName === project);
    if (!found) throw new Error(`jest.config.cjs of ${tree} has no project ${project}`);
    wanted.set(`${tree} ${project}`, { ...found, id: `mutants-${project}` });
  }
  return { ...(files[0] && read(files[0].tree).common), projects: [...wanted.values()] };
}

/** @returns by file the project that it belongs to; asks jest, project by project, until none is left */
export async function projectsOf(root: string, files: string[]): Promise<Map<string, string | undefined>> {
  const found = new Map<string, string | undefined>();
  for (const { displayName } of read(root).projects) {
    const open = files.filter((file) => !found.has(file));
    if (open.length === 0) break;
    const listed = new Set(displayName === undefined ? open : await list(root, displayName));
    for (const file of open) if (listed.has(file)) found.set(file, displayName);
  }
  return found;
}

async function list(root: string, project: string): Promise<string[]> {
  let said = '';
  const jest = startNode(path.join(root, 'node_modules/jest/bin/jest.js'), {
    cwd: root,
    env: process.env,
    output: 'pipe',
    args: ['--listTests', '--selectProjects', project],
  });
  jest.child.stdout?.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  await jest.exited;
  return said.split(/\r?\n/).map((line) => path.relative(root, line).replaceAll('\\', '/'));
}
