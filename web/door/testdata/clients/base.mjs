// Clients that can be given another address, at work on it.
import assert from "node:assert/strict";
import { google } from "googleapis";
import OpenAI from "openai";
import { Author, Blog, CheckResult, Client, Comment } from "@cedx/akismet";
import { base, between, done, genuine, harmless, insult, key, spam } from "./common.mjs";

{
  const api = await google.discoverAPI(`${base}/$discovery/rest?version=v1alpha1`);
  const analyze = resource => api.comments.analyze({ key, resource });
  const requestedAttributes = { INSULT: {}, SPAM: { scoreType: "PROBABILITY" } };
  const bad = (await analyze({ comment: { text: insult }, requestedAttributes, clientToken: "a1" })).data;
  between(bad.attributeScores.INSULT.summaryScore.value, 0.9, 1, "INSULT of an insult");
  between(bad.attributeScores.SPAM.summaryScore.value, 0, 0.3, "SPAM of an insult");
  assert.deepEqual([bad.languages, bad.detectedLanguages, bad.clientToken], [["en"], ["en"], "a1"]);
  const good = (await analyze({ comment: { text: harmless }, requestedAttributes, languages: ["en"] })).data;
  between(good.attributeScores.INSULT.summaryScore.value, 0, 0.2, "INSULT of a plain sentence");
  const spans = (await analyze({
    comment: { text: `😀 Fine. ${insult}` }, requestedAttributes: { INSULT: {} }, spanAnnotations: true,
  })).data.attributeScores.INSULT.spanScores;
  const last = spans.at(-1);
  assert.equal(`😀 Fine. ${insult}`.slice(last.begin, last.end), insult, "offsets count UTF-16 units");
  const above = (await analyze({
    comment: { text: "No, that is wrong, the rents did not rise at all." },
    context: { articleAndParentComment: { parentComment: { text: "Rents rose by a third last year." } } },
    requestedAttributes: { GAINSAY_DISAGREEMENT: {} },
  })).data;
  between(above.attributeScores.GAINSAY_DISAGREEMENT.summaryScore.value, 0.5, 1, "disagreement with the parent");
  const refused = await analyze({ comment: { text: "x" }, requestedAttributes: { TOXICITY: {} } }).catch(e => e);
  assert.equal(refused.code ?? refused.status, 400);
  assert.match(refused.message, /TOXICITY/);
  const said = (await api.comments.suggestscore({
    key, resource: { comment: { text: insult }, attributeScores: { INSULT: { summaryScore: { value: 1 } } }, clientToken: "s1" },
  })).data;
  assert.equal(said.clientToken, "s1");
  done("googleapis");
}

{
  const client = new OpenAI({ apiKey: key, baseURL: `${base}/v1` });
  const two = await client.moderations.create({ model: "omni-moderation-latest", input: [insult, harmless] });
  assert.equal(two.results.length, 2);
  assert.equal(two.results[0].flagged, true);
  assert.equal(two.results[0].categories.harassment, true);
  between(two.results[0].category_scores.harassment, 0.9, 1, "harassment");
  assert.equal(two.results[1].flagged, false);
  assert.equal(Object.keys(two.results[0].categories).length, 13);
  const one = await client.moderations.create({ input: [{ type: "text", text: insult }] });
  assert.equal(one.results[0].flagged, true);
  const wrong = new OpenAI({ apiKey: "wrong", baseURL: `${base}/v1`, maxRetries: 0 });
  await assert.rejects(wrong.moderations.create({ input: "x" }), OpenAI.AuthenticationError);
  done("openai");
}

{
  const blog = new Blog({ url: "https://blog.example/" });
  const client = new Client(key, blog, { baseUrl: base });
  assert.equal(await client.verifyKey(), true);
  assert.equal(await new Client("wrong", blog, { baseUrl: base }).verifyKey(), false);
  const author = (name, url) => new Author({ name, url, ipAddress: "192.0.2.1", userAgent: "Mozilla/5.0" });
  const bad = new Comment({ content: spam, author: author("cheap pills", "http://pills.example/"), permalink: "https://blog.example/1" });
  const good = new Comment({ content: genuine, author: author("Ada", ""), permalink: "https://blog.example/1" });
  assert.notEqual(await client.checkComment(bad), CheckResult.ham);
  assert.equal(await client.checkComment(good), CheckResult.ham);
  const sure = new Comment({ content: "x", author: author("akismet-guaranteed-spam", "") });
  assert.equal(await client.checkComment(sure), CheckResult.pervasiveSpam);
  await client.submitSpam(bad);
  await client.submitHam(good);
  done("@cedx/akismet");
}
