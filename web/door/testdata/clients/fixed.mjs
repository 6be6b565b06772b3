// Clients whose host is fixed, or that put the key before it, at work on names that
// lead to this machine.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { between, done, genuine, harmless, insult, key, shortKey, spam } from "./common.mjs";

const require = createRequire(import.meta.url);

{
  const Perspective = require("perspective-api-client");
  const client = new Perspective({ apiKey: key });
  const bad = await client.analyze(insult, { attributes: ["insult", "profanity"] });
  between(bad.attributeScores.INSULT.summaryScore.value, 0.9, 1, "INSULT");
  const html = await client.analyze(`<p>${insult}</p>`, { attributes: ["INSULT"] });
  between(html.attributeScores.INSULT.summaryScore.value, 0.9, 1, "INSULT of markup");
  await assert.rejects(client.analyze(harmless), /TOXICITY/);
  await assert.rejects(new Perspective({ apiKey: "wrong" }).analyze(harmless), /API key not valid/);
  done("perspective-api-client");
}

{
  const { Client } = require("@conversationai/perspectiveapi-js-client");
  const scores = await new Client(key).getScores(insult, { attributes: ["SPAM", "INSULT"] });
  between(scores.INSULT, 0.9, 1, "INSULT");
  between(scores.SPAM, 0, 0.3, "SPAM");
  done("@conversationai/perspectiveapi-js-client");
}

{
  const { AkismetClient } = require("akismet-api");
  const client = new AkismetClient({ key: shortKey, blog: "https://blog.example/" });
  assert.equal(await client.verifyKey(), true);
  assert.equal(await new AkismetClient({ key: "ffffffffffff", blog: "https://blog.example/" }).verifyKey(), false);
  const bad = { ip: "192.0.2.1", useragent: "Mozilla/5.0", content: spam, name: "cheap pills", url: "http://pills.example/" };
  const good = { ip: "192.0.2.2", useragent: "Mozilla/5.0", content: genuine, name: "Ada" };
  assert.equal(await client.checkSpam(bad), true);
  assert.equal(await client.checkSpam(good), false);
  assert.equal(await client.checkSpam({ ...good, honeypot: "filled in by a program" }), true);
  assert.equal((await client.submitSpam(bad)).text, "Thanks for making the web a better place.");
  assert.equal((await client.submitHam(good)).text, "Thanks for making the web a better place.");
  done("akismet-api");
}

{
  const client = require("akismet").client({ apiKey: shortKey, blog: "http://blog.example/" });
  const call = name => promisify(client[name].bind(client));
  assert.equal(await call("verifyKey")(), true);
  assert.equal(await call("checkComment")({ user_ip: "192.0.2.1", user_agent: "Mozilla/5.0", comment_content: spam }), true);
  assert.equal(await call("checkComment")({ user_ip: "192.0.2.2", user_agent: "Mozilla/5.0", comment_content: genuine }), false);
  await call("submitSpam")({ user_ip: "192.0.2.1", comment_content: spam });
  await call("submitHam")({ user_ip: "192.0.2.2", comment_content: genuine });
  done("akismet");
}
