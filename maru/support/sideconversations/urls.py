from django.urls import path

from maru.support.sideconversations import files, views

app_name = "sideconversations"

# /tickets/<number>/side/
ticket_urls = [
    path("", views.of_ticket, name="of_ticket"),
    path("new/", views.new, name="new"),
    path("draft/", views.beginning, name="beginning"),
    path("people/", views.people, name="people"),
]

# /side/
side_urls = [
    path("", views.asked, name="asked"),
    path("pictures/", files.pictures, name="pictures"),
    path("pass/side-file/<str:given>/", files.file, name="file"),
    path("pass/side-thumbnail/<str:given>/", files.thumbnail, name="thumbnail"),
    path("pass/side-inside/<str:given>/", files.inside, name="inside"),
    path("pass/side-begun/<str:given>/", files.begun, name="begun"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/messages/", views.messages, name="messages"),
    path("<int:pk>/said/<int:message>/sending/", views.sending, name="sending"),
    path("<int:pk>/draft/", views.draft, name="draft"),
    path("<int:pk>/closure/", views.closure, name="closure"),
    path("<int:pk>/people/", views.participants, name="participants"),
    path("<int:pk>/people/<int:one>/", views.participant, name="participant"),
]

# /
urlpatterns = [
    *(path(f"tickets/<int:number>/side/{each.pattern}", each.callback, name=each.name)
      for each in ticket_urls),
    *(path(f"side/{each.pattern}", each.callback, name=each.name) for each in side_urls),
]  # fmt: skip
