from django.urls import include, path

from maru.support.notifications import views
from maru.support.notifications.push import views as push

app_name = "notifications"

# /notifications/
urlpatterns = [
    path("bell/", views.bell, name="bell"),
    path("sound/", views.sound, name="sound"),
    path("wishes/", views.wishes, name="wishes"),
    path("reading/", views.all_read, name="all_read"),
    path("push/", include(push.urlpatterns)),
    path("<int:pk>/unread/", views.unread, name="unread"),
]
