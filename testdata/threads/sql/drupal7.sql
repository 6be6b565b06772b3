-- MySQL dump 10.13
CREATE TABLE `comment` (`cid` int, `pid` int, `nid` int, `uid` int, `subject` varchar(64), `hostname` varchar(128), `created` int, `changed` int, `status` tinyint, `thread` varchar(255), `name` varchar(60), `mail` varchar(64), `homepage` varchar(255), `language` varchar(12));
INSERT INTO `comment` VALUES (1,0,7,0,'Bridge','127.0.0.1',1614592800,1614592800,1,'01/','Runa','','','und'),(2,1,7,0,'No','127.0.0.1',1614592900,1614592900,1,'01.00/','Olek','','','und');
CREATE TABLE `field_data_comment_body` (`entity_type` varchar(128), `bundle` varchar(128), `deleted` tinyint, `entity_id` int, `revision_id` int, `language` varchar(32), `delta` int, `comment_body_value` longtext, `comment_body_format` varchar(255));
INSERT INTO `field_data_comment_body` VALUES ('comment','comment_node_page',0,1,1,'und',0,'The bridge closes in May','filtered_html'),('comment','comment_node_page',0,2,2,'und',0,'No, June','filtered_html');
CREATE TABLE `node` (`nid` int, `vid` int, `type` varchar(32), `title` varchar(255));
INSERT INTO `node` VALUES (7,7,'page','Bridge');
