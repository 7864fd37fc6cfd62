import { Text, View } from '@tarojs/components';
import { useState } from 'react';

/** Deeper than WXML's templates go: Taro continues in its component `comp`. */
export function Nested({ depth }: { depth: number }) {
  return depth > 0 ? (
    <View>
      <Nested depth={depth - 1} />
    </View>
  ) : (
    <Innermost />
  );
}

function Innermost() {
  const [taps, setTaps] = useState(0);
  return <Text onClick={() => setTaps((before) => before + 1)}>最里层点了{taps}次</Text>;
}
