// What elements say to each other, and what they ask one another for.
export const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));
export const answerTo = (name, detail) => new Promise((done) => tell(name, { ...detail, done }));
