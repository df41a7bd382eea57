from django.urls import path

from maru.surfaces.desk.shifts import absences, copying, coverage, days, member, patterns, week

# /shifts/
urlpatterns = [
    path("", week.week, name="shifts"),
    path("copying/", copying.copy, name="shifts_copying"),
    path("coverage/", coverage.coverage, name="shifts_coverage"),
    path("forecast/", coverage.forecast, name="shifts_forecast"),
    path("teams/<int:pk>/", coverage.staffing, name="shifts_staffing"),
    path("<int:pk>/", member.member, name="shifts_of"),
    path("<int:pk>/patterns/new/", patterns.pattern_new, name="shift_pattern_new"),
    path("<int:pk>/patterns/<int:pattern_id>/", patterns.pattern, name="shift_pattern"),
    path(
        "<int:pk>/patterns/<int:pattern_id>/removal/",
        patterns.pattern_removal,
        name="shift_pattern_removal",
    ),
    path(
        "<int:pk>/patterns/<int:pattern_id>/copies/",
        patterns.pattern_copies,
        name="shift_pattern_copies",
    ),
    path("<int:pk>/days/<str:day>/", days.day, name="shift_day"),
    path("<int:pk>/days/<str:day>/usual/", days.day_usual, name="shift_day_usual"),
    path("<int:pk>/days/<str:day>/swap/", days.day_swap, name="shift_day_swap"),
    path("<int:pk>/absences/new/", absences.absence_new, name="absence_new"),
    path("<int:pk>/absences/<int:absence_id>/", absences.absence, name="absence"),
    path(
        "<int:pk>/absences/<int:absence_id>/removal/",
        absences.absence_removal,
        name="absence_removal",
    ),
]
