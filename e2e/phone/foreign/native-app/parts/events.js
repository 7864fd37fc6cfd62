module.exports = {
  data: { heard: [], dataset: '', typed: '' },
  hear(event) {
    const { name } = event.currentTarget.dataset;
    this.setData({ heard: this.data.heard.concat(name) });
  },
  forget() {
    this.setData({ heard: [] });
  },
  readDataset(event) {
    this.setData({ dataset: JSON.stringify(event.currentTarget.dataset) });
  },
  type(event) {
    this.setData({ typed: event.detail.value.toUpperCase() });
  },
};
