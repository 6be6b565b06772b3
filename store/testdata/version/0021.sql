BEGIN;
PRAGMA defer_foreign_keys = 1;
INSERT INTO thread VALUES (1, 'reddit', 'x', 'here', 1795957969193, X'C8AE79E545B0EE4E0F56F5E41154567E920EAD0FD9C63BC564B3AB492C400668', 'https://example.org/a?b=1&c=2', 'Rents in Kestrel Bay', 'rents in kestrel bay

example.org
here
mara quill
jonas pell

best jobs', 'The council met.

Nothing was said.', '0.1', 'sha256:ab', 6, 6, 3, 1, 2, 6, 3, 1, 3, 2, 1, 1, 1, 1, 1, 9, 2, 1, 4, 1, '', '', '', 'example.org', -31535999000, 1709287200000, 1969, 4);
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
INSERT INTO assertion VALUES (1, 1, 1, 'a1', 0, 39, 'Rents in Kestrel Bay doubled since 2015', 'Mara Quill', 'fact', 'sourced', 'contested', 1, 2, 0, 0.75, 'k1', 0.25, '[{"kind":"asserted","comment":"c1","start":0,"end":39,"author":"Mara Quill","status":"unsupported"},{"kind":"supplied","comment":"c3","start":22,"end":47,"author":"","evidence":"link","site":"a news site","shared":[{"start":0,"end":5}]},{"kind":"countered","comment":"c2","start":45,"end":56,"author":"Jonas Pell","status":"unsupported","claim":"a3"},{"kind":"repeated","comment":"c3","start":0,"end":0,"author":"","count":1},{"kind":"standing","comment":"","start":0,"end":0,"author":"","status":"sourced","standing":{"base":0.9,"conceded":true,"supporters":1,"attackers":2,"attack":0.5}}]', '[{"kind":"link","comment":"c3","start":22,"end":47},{"kind":"figure","comment":"c1","start":24,"end":39}]', 0.81);
INSERT INTO assertion VALUES (2, 1, 2, 'a3', 45, 56, 'rents" fell', 'Jonas Pell', 'fact', 'unsupported', 'conceded', 0, 0, 1, 0.33333333333333332, '', 0.0, NULL, NULL, 0.6);
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
INSERT INTO relation VALUES (1, 0, 'a2', 'a1', 'questions', 0.7, 'argue/questions', '[{"rule":"argue/questions","says":"asks what it rests on","weight":0}]');
INSERT INTO relation VALUES (1, 1, 'a3', 'a1', 'rebuts', 0.6, 'argue/rebuts', '[{"rule":"argue/rebuts","says":"says the contrary","spans":[{"start":52,"end":56}],"weight":0}]');
INSERT INTO annotation VALUES (1, 0, X'BC08F03E5B7B226964223A226131222C22636F6D6D656E74223A226331222C227374617274223A302C22656E64223A33392C22746167223A22636C61696D222C226B690118102266616374012F34636F7265223A302E38312C2262791128382F666967757265222C227461726765015E48222C22726561736F6E73223A5B7B2272756C65462E001473617973223A05072020686F77206D75636801660470610D370D9F1032342C226501882C33317D5D2C2277656967687405870C7D5D7D2C11DF0032150006003215000A04313211DF3865766964656E636572657175657374012B11DB00370DDA3A2300102F77686F2D01AA86E6006A3A000541183A2261736B73221DC92EC70000331500110434352D0704353611C87AA70100360DCC052731A61500335EB4000034150006003319B400370DB3003115B310696E73756C32720100390D00091A102F796F7522012D4D4A547061727469636970616E743A4A6F6E61732050656C6C5660023242002D6C106E616D657336A000411B3D7C1C2C227369676E616C49AB013018223A22776F726401EF0C6F72647325420C6F776E22597C08322E35417A0D2D146E656761746505302DD3102D302E32352ED7010035150006003339D78E230100331500060C7765616B2E88021C706572736F6E3A787216010D352D175069732062656C6F7720746865207468726573686F6C2EC20010307D5D7D5D');
INSERT INTO changes VALUES (0);
INSERT INTO thread_tag VALUES (1, 'claim', 2);
INSERT INTO thread_tag VALUES (1, 'evidencerequest', 1);
INSERT INTO thread_tag VALUES (1, 'insult', 1);
INSERT INTO comment_text (comment_text) VALUES ('rebuild');
INSERT INTO assertion_text (assertion_text) VALUES ('rebuild');
COMMIT;
