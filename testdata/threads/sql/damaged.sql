-- MySQL dump 10.13
CREATE TABLE `app_comments` (`id` int NOT NULL, `author` text, `body` text, `created_at` datetime, PRIMARY KEY (`id`));
INSERT INTO `app_comments` VALUES (1,'runa','The bridge closes in May','2021-03-01 10:00:00'),(2,'olek','No, June');
INSERT INTO `app_comments` VALUES (3,'ida',_binary 'Stones for the quay','2021-03-01 10:02:00');
INSERT INTO `app_replies` VALUES (4,'ida','nothing names these columns');
INSERT INTO `app_comments` VALUES (5,'bo','this text never ends
