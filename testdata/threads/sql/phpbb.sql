-- phpMyAdmin SQL Dump
-- version 5.1.0
SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
INSERT INTO `phpbb_posts` (`post_id`, `topic_id`, `forum_id`, `poster_id`, `icon_id`, `poster_ip`, `post_time`, `post_reported`, `enable_bbcode`, `post_username`, `post_subject`, `post_text`, `post_checksum`, `bbcode_bitfield`, `bbcode_uid`, `post_visibility`) VALUES
(1, 5, 2, 48, 0, '127.0.0.1', 1614592800, 0, 1, '', 'Bridge', '<t>The bridge closes in May</t>', 'abc', '', '1a2b3c', 1),
(2, 5, 2, 49, 0, '127.0.0.1', 1614592900, 0, 1, '', 'Re: Bridge', '<r><QUOTE author="runa" post_id="1" time="1614592800" user_id="48"><s>[quote=runa post_id=1 time=1614592800 user_id=48]</s>The bridge closes in May<e>[/quote]</e></QUOTE>No, June</r>', 'abc', '', '1a2b3d', 1);
INSERT INTO `phpbb_users` (`user_id`, `user_type`, `username`, `username_clean`) VALUES
(48, 3, 'runa', 'runa'), (49, 0, 'olek', 'olek');
INSERT INTO `phpbb_topics` (`topic_id`, `forum_id`, `topic_title`, `topic_first_post_id`) VALUES (5, 2, 'Bridge', 1);
