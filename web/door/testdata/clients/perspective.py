"""google-api-python-client of Debian, at work on the address given."""
import json
import sys

import httplib2
from googleapiclient import discovery
from googleapiclient.errors import HttpError

base, key = sys.argv[1:3]
url = base + "/$discovery/rest?version=v1alpha1"
service = discovery.build("commentanalyzer", "v1alpha1", developerKey=key, discoveryServiceUrl=url,
                          http=httplib2.Http())
INSULT = "You are a complete idiot and a pathetic liar."


def analyze(text, attributes, **more):
    body = {"comment": {"text": text}, "requestedAttributes": {a: {} for a in attributes}, **more}
    return service.comments().analyze(body=body).execute()


bad = analyze(INSULT, ["INSULT", "ATTACK_ON_COMMENTER"], clientToken="p1")
assert bad["attributeScores"]["INSULT"]["summaryScore"]["value"] > 0.9, bad
assert bad["clientToken"] == "p1", bad
dropped = analyze(INSULT, ["INSULT", "TOXICITY"], dropUnsupportedAttributes=True)
assert list(dropped["attributeScores"]) == ["INSULT"], dropped
try:
    analyze("Das ist ein ganz gewöhnlicher Satz über die Mieten in unserer Stadt.", ["INSULT"])
    raise AssertionError("a German text was scored")
except HttpError as e:
    error = json.loads(e.content)["error"]
    assert error["details"][0]["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", error
said = service.comments().suggestscore(body={
    "comment": {"text": INSULT}, "attributeScores": {"INSULT": {"summaryScore": {"value": 1}}}, "clientToken": "p2"}).execute()
assert said["clientToken"] == "p2", said
print("ok python3-googleapi")
