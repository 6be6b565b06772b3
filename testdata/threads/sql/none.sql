-- MySQL dump 10.13
CREATE TABLE `orders` (`id` int, `total` int);
INSERT INTO `orders` VALUES (1,5);
INSERT INTO `users` (`id`,`name`,`bio`) VALUES (1,'Runa','Walks a lot in town');
