from django.urls import path

from maru.support.sideconversations.views import (
    asked,
    beginning,
    conversation,
    mail,
    people,
    pictures,
)

app_name = "sideconversations"

# /tickets/<number>/side/
ticket_urls = [
    path("", beginning.of_ticket, name="of_ticket"),
    path("new/", beginning.new, name="new"),
    path("draft/", beginning.beginning, name="beginning"),
    path("people/", beginning.people, name="people"),
]

# /side/
side_urls = [
    path("", asked.asked, name="asked"),
    path("pictures/", pictures.pictures, name="pictures"),
    path("pass/side-frame/<str:given>/", mail.frame, name="frame"),
    path("pass/side-outside/<str:given>/", mail.outside, name="outside"),
    path("<int:pk>/", conversation.show, name="show"),
    path("<int:pk>/messages/", conversation.messages, name="messages"),
    path("<int:pk>/said/<int:message>/sending/", conversation.sending, name="sending"),
    path("<int:pk>/draft/", conversation.draft, name="draft"),
    path("<int:pk>/closure/", conversation.closure, name="closure"),
    path("<int:pk>/people/", people.participants, name="participants"),
    path("<int:pk>/people/<int:one>/", people.participant, name="participant"),
]

# /
urlpatterns = [
    *(path(f"tickets/<int:number>/side/{each.pattern}", each.callback, name=each.name)
      for each in ticket_urls),
    *(path(f"side/{each.pattern}", each.callback, name=each.name) for each in side_urls),
]  # fmt: skip
