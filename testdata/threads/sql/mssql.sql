USE [town]
GO
SET IDENTITY_INSERT [dbo].[Comments] ON
GO
INSERT [dbo].[Comments] ([Id], [PostId], [ParentId], [Author], [Body], [CreatedAt]) VALUES (1, 7, NULL, N'runa', N'The bridge''s closed in May', CAST(N'2021-03-01T10:00:00.000' AS DateTime))
GO
INSERT [dbo].[Comments] ([Id], [PostId], [ParentId], [Author], [Body], [CreatedAt]) VALUES (2, 7, 1, N'olek', N'No, June', CAST(N'2021-03-01T10:01:00.000' AS DateTime))
GO
SET IDENTITY_INSERT [dbo].[Comments] OFF
GO
