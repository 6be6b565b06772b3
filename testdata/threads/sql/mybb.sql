-- phpMyAdmin SQL Dump
CREATE TABLE `mybb_posts` (
  `pid` int(10) UNSIGNED NOT NULL,
  `tid` int(10) UNSIGNED NOT NULL DEFAULT 0,
  `replyto` int(10) UNSIGNED NOT NULL DEFAULT 0,
  `fid` smallint(5) UNSIGNED NOT NULL DEFAULT 0,
  `subject` varchar(120) NOT NULL DEFAULT '',
  `icon` smallint(5) NOT NULL,
  `uid` int(10) UNSIGNED NOT NULL DEFAULT 0,
  `username` varchar(80) NOT NULL DEFAULT '',
  `dateline` int(10) UNSIGNED NOT NULL DEFAULT 0,
  `message` text NOT NULL,
  `visible` tinyint(1) NOT NULL DEFAULT 0
) ENGINE=MyISAM;
INSERT INTO `mybb_posts` (`pid`, `tid`, `replyto`, `fid`, `subject`, `icon`, `uid`, `username`, `dateline`, `message`, `visible`) VALUES
(1, 5, 0, 2, 'Bridge', 0, 1, 'runa', 1614592800, 'The bridge closes in May', 1),
(2, 5, 1, 2, 'RE: Bridge', 0, 2, 'olek', 1614592900, '[quote=\'runa\' pid=\'1\' dateline=\'1614592800\']\nThe bridge closes in May\n[/quote]\nNo, June', 1);
INSERT INTO `mybb_privatemessages` (`pmid`, `uid`, `message`) VALUES (1, 2, 'secret words');
INSERT INTO `mybb_threads` (`tid`, `fid`, `subject`, `uid`) VALUES (5, 2, 'Bridge', 1);
INSERT INTO `mybb_users` (`uid`, `username`, `email`) VALUES (1,'runa','r@example.org');
