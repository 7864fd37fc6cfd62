import { texts } from '@contract-kit/miniprogram/texts';

const zh = texts['zh-CN'];
const { en } = texts;

interface Picture {
  /** Of the file in docs/images, without `.jpg`. */
  name: string;
  /** The link that leads to the state. */
  query: string;
  /** What can be read on the phone then. */
  text: string;
  viewport: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
}

const wide = { width: 1280, height: 860 };

/** At most eight. */
export const pictures: Picture[] = [
  { name: 'ready', query: '?state=ready', text: zh.openNote, viewport: wide },
  { name: 'agreement', query: '?state=agreement', text: '同意并开通', viewport: wide },
  { name: 'signed', query: '?state=signed', text: zh.signedNote, viewport: wide },
  { name: 'declined', query: '?state=declined', text: zh.notSignedNote, viewport: wide },
  {
    name: 'contracts-dark',
    query: '?state=contracts&scheme=dark&theme=dark',
    text: zh.contractSigned,
    viewport: wide,
    colorScheme: 'dark',
  },
  {
    name: 'signed-en-large-text',
    query: '?state=signed&lang=en&wx=en&text=1.5',
    text: en.signedNote,
    viewport: wide,
  },
];
