module.exports = {
  data: {
    stage: 0,
    isHidden: false,
    isOn: false,
    width: 150,
    person: { name: '李雷', age: 12 },
    phone: '13812345678',
  },
  nextStage() {
    this.setData({ stage: (this.data.stage + 1) % 3 });
  },
  toggleHidden() {
    this.setData({ isHidden: !this.data.isHidden });
  },
  toggleOn() {
    this.setData({ isOn: !this.data.isOn, width: this.data.isOn ? 150 : 300 });
  },
  grow() {
    this.setData({ 'person.age': this.data.person.age + 1 });
  },
};
