module.exports = {
  data: {
    fruits: [
      { id: 'a', name: '苹果', sizes: ['大', '小'] },
      { id: 'b', name: '香蕉', sizes: ['长'] },
      { id: 'c', name: '樱桃', sizes: [] },
    ],
    words: ['甲', '乙'],
  },
  reverse() {
    this.setData({ fruits: this.data.fruits.slice().reverse() });
  },
  removeSecond() {
    this.setData({ fruits: this.data.fruits.filter((_, place) => place !== 1) });
  },
  rename() {
    this.setData({ 'fruits[0].name': '青苹果', 'fruits[0].sizes[1]': '中' });
  },
};
