// Runs one peer over texts and prints the seconds it took, loading left out.
// Usage: node peers.mjs wink|compromise FILE, a JSON string a line.
import { readFileSync } from 'node:fs';

const peers = {
  // tokens, parts of speech and entities
  async wink() {
    const { default: winkNLP } = await import('wink-nlp');
    const { default: model } = await import('wink-eng-lite-web-model');
    const nlp = winkNLP(model, ['sbd', 'pos', 'ner']);
    const its = nlp.its;
    return (text) => {
      const doc = nlp.readDoc(text);
      return doc.tokens().out(its.pos).length + doc.entities().length();
    };
  },
  // tokens and parts of speech, the whole of its default
  async compromise() {
    const { default: nlp } = await import('compromise');
    return (text) => nlp(text).json().length;
  },
};

const [name, file] = process.argv.slice(2);
const run = await peers[name]();
const texts = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
let seen = 0;
for (const text of texts.slice(0, 50)) seen += run(text); // warm
const used = process.cpuUsage();
const begin = process.hrtime.bigint();
for (const text of texts) seen += run(text);
const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
const { user, system } = process.cpuUsage(used);
if (seen === 0) throw new Error(`${name} found nothing`);
console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6 }));
