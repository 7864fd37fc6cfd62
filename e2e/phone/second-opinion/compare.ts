import type { Drawn } from './read-elements';

/** In px. A rounding of half a pixel may move what comes after it. */
const tolerance = 1;

/** What is not the same, a line each, with the element's name. */
export function differences(ours: Drawn, theirs: Drawn): string[] {
  if (ours.name !== theirs.name) return [`${ours.name} instead of ${theirs.name}`];
  const found = [
    ...textDifferences({ text: ours.text, ...ours.attributes }, { text: theirs.text, ...theirs.attributes }),
    ...boxDifferences(ours.box, theirs.box),
    ...textDifferences(ours.style, theirs.style),
  ];
  return [...found.map((difference) => `${ours.name}: ${difference}`), ...childDifferences(ours, theirs)];
}

function textDifferences(ours: Record<string, string>, theirs: Record<string, string>): string[] {
  return namesOf(ours, theirs)
    .filter((name) => ours[name] !== theirs[name])
    .map((name) => `${name} is ${JSON.stringify(ours[name])} instead of ${JSON.stringify(theirs[name])}`);
}

function boxDifferences(ours: Record<string, number>, theirs: Record<string, number>): string[] {
  return namesOf(ours, theirs)
    .filter((name) => !(Math.abs(ours[name]! - theirs[name]!) <= tolerance))
    .map((name) => `${name} is ${ours[name]} px instead of ${theirs[name]}`);
}

function childDifferences(ours: Drawn, theirs: Drawn): string[] {
  const [ourNames, theirNames] = [ours, theirs].map(({ children }) =>
    children.map(({ name }) => name).join(' '),
  );
  if (ours.children.length !== theirs.children.length) {
    return [`${ours.name}: contains ${ourNames || 'nothing'} instead of ${theirNames || 'nothing'}`];
  }
  return ours.children.flatMap((child, at) => differences(child, theirs.children[at]!));
}

const namesOf = (...records: object[]) => [...new Set(records.flatMap(Object.keys))];
