import { statusTexts } from '@contract-kit/shared/src/client';
import { View } from '@tarojs/components';
export default function Page() {
  return <View>{statusTexts.en.ready}</View>;
}
