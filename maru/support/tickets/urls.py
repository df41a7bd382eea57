from django.urls import URLPattern, URLResolver, include, path

from maru.support.tickets.views import (
    draft,
    duplicates,
    facts,
    fields,
    files,
    finding,
    linking,
    mail,
    mentioning,
    merging,
    messages,
    original_sender,
    people,
    pieces,
    placing,
    reading,
    requester,
    scheduling,
    sending,
    snoozing,
    timeline,
)

app_name = "tickets"

# /tickets/<number>/messages/<id>/
message_urls = [
    path("headers/", mail.headers, name="headers"),
    path("placement/", placing.placement, name="placement"),
    path("detachment/", placing.detachment, name="detachment"),
    path("original-sender/", original_sender.original_sender, name="original_sender"),
    path("pieces/", pieces.pieces, name="pieces"),
    path("joining/", pieces.joining, name="joining"),
    path("sending/", sending.sending, name="sending"),
]

# /tickets/<number>/
ticket_urls: list[URLPattern | URLResolver] = [
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", include(message_urls)),
    path("scheduled/", scheduling.scheduled, name="scheduled"),
    path("scheduled/<int:pk>/", scheduling.scheduled_answer, name="scheduled_answer"),
    path("scheduled/<int:pk>/sending/", scheduling.scheduled_sending, name="scheduled_sending"),
    path("draft/", draft.draft, name="draft"),
    path("draft/pictures/", draft.pictures, name="draft_pictures"),
    path("draft/files/<str:key>/", draft.file, name="draft_file"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:other>/dismissal/", duplicates.dismissal, name="dismissal"),
    path("links/", linking.links, name="links"),
    path("links/others/", linking.link_others, name="link_others"),
    path("links/<int:pk>/", linking.link, name="link"),
    path("mentions/", mentioning.mentions, name="mentions"),
    path("merger/", merging.merger, name="merger"),
    path("merger/others/", merging.others, name="merger_others"),
    path("found/", finding.found, name="found"),
    path("changes/", timeline.changes, name="changes"),
    path("seen/", reading.seen, name="seen"),
    path("unread/", reading.unread, name="unread"),
    path("solution/", facts.solution, name="solution"),
    path("snooze/", snoozing.snooze, name="snooze"),
    path("spam/", facts.spam, name="spam"),
    path("closure/", facts.closure, name="closure"),
    path("wait/", facts.wait, name="wait"),
    path("priority/", facts.priority, name="priority"),
    path("kind/", facts.kind, name="kind"),
    path("subject/", facts.subject, name="subject"),
    path("assignee/", facts.assignee, name="assignee"),
    path("team/", facts.team, name="team"),
    path("tags/", facts.tags, name="tags"),
    path("fields/<int:pk>/", fields.field, name="field"),
    path("requester/", requester.requester, name="requester"),
    path("participants/", people.participants, name="participants"),
    path("participants/<int:pk>/", people.participant, name="participant"),
    path("following/", people.following, name="following"),
    path("followers/", people.followers, name="followers"),
]

# /tickets/pass/
pass_urls = [
    path("attachment/<str:given>/", files.attachment, name="attachment"),
    path("thumbnail/<str:given>/", files.thumbnail, name="thumbnail"),
    path("picture/<str:given>/", files.picture, name="picture"),
    path("frame/<str:given>/", mail.frame, name="frame"),
    path("inside/<str:given>/", files.inside, name="inside"),
    path("begun/<str:given>/", files.begun_picture, name="begun_picture"),
    path("outside/<str:given>/", files.outside, name="outside"),
    path("raw/<str:given>/", mail.raw, name="raw"),
]

# /tickets/
urlpatterns = [
    path("pass/", include(pass_urls)),
    path("<int:number>/", include(ticket_urls)),
]
