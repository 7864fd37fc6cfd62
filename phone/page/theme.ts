import { createTheme, type MantineColorsTuple, SegmentedControl } from '@mantine/core';

/** WeChat's green, as dark as white text on it needs. */
const green: MantineColorsTuple = [
  '#e9f8f0',
  '#d3efdf',
  '#a5dfbf',
  '#73ce9d',
  '#4bc081',
  '#27a767',
  '#0f9453',
  '#06843f',
  '#057237',
  '#03602d',
];

export const theme = createTheme({
  colors: { green },
  primaryColor: 'green',
  primaryShade: 7,
  cursorType: 'pointer',
  components: { SegmentedControl: SegmentedControl.extend({ defaultProps: { withItemsBorders: false } }) },
  fontFamily:
    '-apple-system, "Segoe UI", "Helvetica Neue", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif',
  fontFamilyMonospace:
    'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "PingFang SC", "Microsoft YaHei", monospace',
});
