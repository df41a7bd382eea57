from django.urls import path

from maru.support.sideconversations.views import asked, beginning, conversation, files, people

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
    path("pictures/", files.pictures, name="pictures"),
    path("pass/side-file/<str:given>/", files.file, name="file"),
    path("pass/side-thumbnail/<str:given>/", files.thumbnail, name="thumbnail"),
    path("pass/side-inside/<str:given>/", files.inside, name="inside"),
    path("pass/side-begun/<str:given>/", files.begun, name="begun"),
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
