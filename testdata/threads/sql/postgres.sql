--
-- PostgreSQL database dump
--
COPY public.posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at, reply_to_post_number, reply_count, deleted_at, like_count, post_type) FROM stdin;
101	1	5	1	The bridge closes in May	<p>The bridge closes in May</p>	2021-03-01 10:00:00	2021-03-01 10:00:00	\N	1	\N	2	1
102	2	5	2	No, June	<p>No, June</p>	2021-03-01 10:01:00	2021-03-01 10:00:00	1	0	\N	0	1
103	2	6	1	Stones for the quay	<p>Stones</p>	2021-03-01 10:02:00	2021-03-01 10:00:00	\N	0	\N	0	1
\.
COPY public.topics (id, title, created_at, views, posts_count, user_id) FROM stdin;
5	Bridge	2021-03-01 10:00:00	3	2	1
6	Quay	2021-03-01 10:00:00	3	2	2
\.
COPY public.users (id, username, created_at, name) FROM stdin;
1	runa	2020-03-01 10:00:00	Runa Holt
2	olek	2020-03-01 10:00:00	Olek Brun
\.
