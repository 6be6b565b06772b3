INSERT INTO `smf_messages`
	(`id_msg`, `id_topic`, `id_board`, `poster_time`, `id_member`, `id_msg_modified`, `subject`, `poster_name`, `poster_email`, `body`, `approved`)
VALUES (1,1,1,1614592800,0,1,'Welcome','Runa','r@example.org','The bridge closes<br />in May',1);
