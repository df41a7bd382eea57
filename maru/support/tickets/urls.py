from django.urls import URLPattern, URLResolver, include, path

from maru.support.tickets.views import (
    draft,
    facts,
    files,
    mail,
    messages,
    people,
    placing,
    sending,
)

app_name = "tickets"

# /tickets/<number>/messages/<id>/
message_urls = [
    path("html/", mail.html, name="html"),
    path("image/", files.image, name="image"),
    path("headers/", mail.headers, name="headers"),
    path("raw/", mail.raw, name="raw"),
    path("placement/", placing.placement, name="placement"),
    path("detachment/", placing.detachment, name="detachment"),
    path("sending/", sending.sending, name="sending"),
]

# /tickets/<number>/
ticket_urls: list[URLPattern | URLResolver] = [
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", include(message_urls)),
    path("files/<str:key>/", files.file, name="file"),
    path("files/<str:key>/picture/", files.picture, name="picture"),
    path("draft/", draft.draft, name="draft"),
    path("solution/", facts.solution, name="solution"),
    path("spam/", facts.spam, name="spam"),
    path("closure/", facts.closure, name="closure"),
    path("wait/", facts.wait, name="wait"),
    path("priority/", facts.priority, name="priority"),
    path("kind/", facts.kind, name="kind"),
    path("subject/", facts.subject, name="subject"),
    path("assignee/", facts.assignee, name="assignee"),
    path("team/", facts.team, name="team"),
    path("tags/", facts.tags, name="tags"),
    path("participants/", people.participants, name="participants"),
    path("participants/<int:pk>/", people.participant, name="participant"),
    path("following/", people.following, name="following"),
    path("followers/", people.followers, name="followers"),
]

# /tickets/
urlpatterns = [path("<int:number>/", include(ticket_urls))]
