"""Addresses of conversations."""

from django.urls import path

from chat.views import conversation, files, lists, messages, people, planned, settings

urlpatterns = [
    path("chat/", lists.chats, name="chats"),
    path("chat/new/", lists.new, name="chat-new"),
    path("chat/new/people/", lists.people, name="chat-found"),
    path("chat/unread/", lists.unread, name="chat-unread"),
    path("chat/with/<str:handle>/", lists.with_person, name="chat-with"),
    path("chat/files/", files.files, name="chat-files"),
    path("chat/files/<str:key>/", files.file, name="chat-upload"),
    path("files/chat/<str:key>/<str:variant>", files.content, name="chat-file"),
    path("s/<slug:slug>/chat/", lists.of_space, name="space-chat"),
    path("chat/<int:conversation_pk>/", conversation.conversation, name="conversation"),
    path("chat/<int:conversation_pk>/messages/", messages.messages, name="messages"),
    path("chat/<int:conversation_pk>/m/<int:seq>/", messages.message, name="message"),
    path("chat/<int:conversation_pk>/m/<int:seq>/more/", messages.more, name="message-more"),
    path("chat/<int:conversation_pk>/m/<int:seq>/edit/", messages.edit, name="message-edit"),
    path("chat/<int:conversation_pk>/m/<int:seq>/photos/", messages.photos, name="message-photos"),
    path("chat/<int:conversation_pk>/m/<int:seq>/delete/", messages.delete, name="message-delete"),
    path("chat/<int:conversation_pk>/m/<int:seq>/urgent/", messages.urgent, name="message-urgent"),
    path(
        "chat/<int:conversation_pk>/m/<int:seq>/forward/", messages.forward, name="message-forward"
    ),
    path(
        "chat/<int:conversation_pk>/m/<int:seq>/reaction/",
        messages.reaction,
        name="message-reaction",
    ),
    path(
        "chat/<int:conversation_pk>/m/<int:seq>/reactions/",
        messages.reactions,
        name="message-reactions",
    ),
    path("chat/<int:conversation_pk>/t/<int:seq>/", conversation.thread, name="thread"),
    path("chat/<int:conversation_pk>/t/<int:seq>/read/", settings.thread_read, name="thread-read"),
    path("chat/<int:conversation_pk>/read/", settings.read, name="chat-read"),
    path("chat/<int:conversation_pk>/mute/", settings.mute, name="chat-mute"),
    path("chat/<int:conversation_pk>/pin/", settings.pin, name="chat-pin"),
    path("chat/<int:conversation_pk>/archive/", settings.archive, name="chat-archive"),
    path("chat/<int:conversation_pk>/draft/", settings.draft, name="chat-draft"),
    path("chat/<int:conversation_pk>/search/", conversation.search, name="chat-search"),
    path("chat/<int:conversation_pk>/files/", conversation.files, name="chat-shared"),
    path("chat/<int:conversation_pk>/mentions/", conversation.mentions, name="chat-mentions"),
    path("chat/<int:conversation_pk>/planned/", planned.planned, name="planned"),
    path("chat/<int:conversation_pk>/planned/<int:planned_pk>/", planned.one, name="planned-one"),
    path("chat/<int:conversation_pk>/people/", people.people, name="chat-people"),
    path("chat/<int:conversation_pk>/people/add/", people.add, name="chat-add"),
    path("chat/<int:conversation_pk>/people/<str:handle>/", people.person, name="chat-person"),
    path("chat/<int:conversation_pk>/name/", people.name, name="chat-name"),
]
