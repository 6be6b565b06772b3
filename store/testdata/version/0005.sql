BEGIN;
PRAGMA defer_foreign_keys = 1;
INSERT INTO thread VALUES (1, 'reddit', 'x', 'here', 1795614897893, X'C498663FB0AE85BF5F78C0A33ACB8613460A85495C50C77B46F5F2CF19E37114', 'https://example.org/a?b=1&c=2', 'Rents in Kestrel Bay', 'rents in kestrel bay', 'The council met.

Nothing was said.', '0.1', 'sha256:ab', 6, 6, 3, 1, 2, 6, 3, 1, 3, 2, 1, 1, 1, 1, 1, 9, 2, 1, 4, 1);
INSERT INTO problem VALUES (1, 1, 7, 'not a comment', 'posts.xml');
INSERT INTO problem VALUES (2, 1, 0, 'parent missing', '');
INSERT INTO comment VALUES (1, 1, 'c1', NULL, 'source', 0.0, 'Mara Quill', 1709287200000, 'Rents in Kestrel Bay doubled since 2015 😀.', 'live', -3, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO comment VALUES (2, 1, 'c2', 1, 'quote', 0.93, 'Jonas Pell', NULL, 'Who says so? I found nothing <b>at all</b>; "rents" fell.
> Rents in Kestrel Bay doubled

ÜBRIGENS: no.', 'live', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO comment VALUES (3, 1, 'c3', 2, 'address', 0.3, NULL, NULL, 'Jonas, you clown, see https://example.org/rents', 'live', NULL, 'https://example.org/me', NULL, '2 months ago', '["c1","gone"]', '[{"start":22,"end":47,"url":"https://example.org/rents?a=1"}]', 'en', NULL);
INSERT INTO comment VALUES (4, 1, 'gone', NULL, '', 0.0, NULL, NULL, '', 'missing', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO comment VALUES (5, 1, 'c4', 4, 'source', 0.0, 'Mara Quill', -31535999000, 'Taken back.', 'deleted', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO comment VALUES (6, 1, 'c5', NULL, 'order', 0.0, 'Best Jobs', 1709251200000, 'Earn 500 a day!', 'spam', NULL, NULL, 'day', NULL, NULL, NULL, NULL, 'too deep');
INSERT INTO quote VALUES (2, 0, 57, 87);
INSERT INTO annotation VALUES (1, 1, 1, 'a1', 0, 39, 'claim', 'fact', 0.81, 'claim/figure', 'says "doubled"', '', NULL);
INSERT INTO annotation VALUES (2, 1, 2, 'a2', 0, 12, 'evidencerequest', '', 0.7, 'evidencerequest/who-says', 'asks', '', NULL);
INSERT INTO annotation VALUES (3, 1, 2, 'a3', 45, 56, 'claim', 'fact', 0.6, 'claim/figure', 'says', '', NULL);
INSERT INTO annotation VALUES (4, 1, 3, 'a4', 7, 16, 'insult', '', 0.9, 'insult/you', 'you + clown', 'participant:Jonas Pell', '[{"name":"“clown”","weight":2.5},{"name":"negated","weight":-0.25}]');
INSERT INTO annotation VALUES (5, 1, 3, 'a5', 7, 16, 'insult', '', 0.3, 'insult/weak', 'below the threshold', 'person:x', NULL);
INSERT INTO relation VALUES (1, 1, 2, 1, 'questions', 0.7, 'questions/reply');
INSERT INTO relation VALUES (2, 1, 3, 1, 'rebuts', 0.6, 'rebuts/antonym: doubled, fell');
INSERT INTO assertion VALUES (1, 1, 1, 'a1', 0, 39, 'Rents in Kestrel Bay doubled since 2015', 'Mara Quill', 'fact', 'sourced', 'contested', 1, 2, 0, 0.75, 'k1', 0.25, '[{"kind":"asserted","comment":"c1","start":0,"end":39,"text":"asserted by Mara Quill"},{"kind":"standing","comment":"","start":0,"end":0,"text":"stands at .25"}]');
INSERT INTO assertion VALUES (2, 1, 2, 'a3', 45, 56, 'rents" fell', 'Jonas Pell', 'fact', 'unsupported', 'conceded', 0, 0, 1, 0.33333333333333332, '', 0.0, NULL);
INSERT INTO evidence VALUES (1, 0, 'link', 3, 22, 47);
INSERT INTO evidence VALUES (1, 1, 'figure', 1, 24, 39);
INSERT INTO topic VALUES (1, 'Housing', 'housing');
INSERT INTO topic VALUES (2, 'Kestrel Bay', 'kestrel bay');
INSERT INTO assertion_topic VALUES (1, 0, 1);
INSERT INTO assertion_topic VALUES (2, 0, 1);
INSERT INTO assertion_topic VALUES (1, 1, 2);
INSERT INTO signature VALUES (1, X'0100000002000000030000000400000005000000060000000700000008000000090000000A0000000B0000000C0000000D0000000E0000000F000000100000001100000012000000130000001400000015000000160000001700000018000000190000001A0000001B0000001C0000001D0000001E0000001F000000200000002100000022000000230000002400000025000000260000002700000028000000290000002A0000002B0000002C0000002D0000002E0000002F000000300000003100000032000000330000003400000035000000360000003700000038000000390000003A0000003B0000003C0000003D0000003E0000003F00000040000000');
INSERT INTO band VALUES (952869047, 1);
INSERT INTO band VALUES (1106683404, 1);
INSERT INTO band VALUES (1316782368, 1);
INSERT INTO band VALUES (1382844993, 1);
INSERT INTO band VALUES (1418776410, 1);
INSERT INTO band VALUES (1785064014, 1);
INSERT INTO band VALUES (3510434331, 1);
INSERT INTO band VALUES (3925106397, 1);
INSERT INTO reception VALUES (1, 'asked', 0, 2);
INSERT INTO reception VALUES (1, 'countered', 0, 2);
INSERT INTO reception VALUES (1, 'repeated', 1, 2);
INSERT INTO reception VALUES (2, 'conceded', 0, 2);
INSERT INTO reception VALUES (1, 'countered', 1, 3);
INSERT INTO reception VALUES (1, 'repeated', 0, 3);
INSERT INTO reception VALUES (1, 'supplied', 0, 3);
INSERT INTO comment_text (comment_text) VALUES ('rebuild');
INSERT INTO assertion_text (assertion_text) VALUES ('rebuild');
COMMIT;
